package dev.espalier.describe.schedule;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Identified;
import dev.espalier.describe.value.Moment;

/**
 * A number that changes over a stage: a learning rate, or a weight.
 *
 * <p>A method may bring a schedule of its own; the ones here cover the usual shapes. {@code s} is
 * the part of the stage that is done, from 0 to 1.
 */
public interface Schedule {

  /** Gives the value at a moment. */
  double at(Moment moment);

  /** Gives the same value always. */
  static Schedule constant(double value) {
    return new Constant(value);
  }

  /** Gives {@code from + s (to - from)}. */
  static Schedule linear(double from, double to) {
    return new Linear(from, to);
  }

  /** Gives {@code to + (from - to) (1 + cos(pi s)) / 2} (arXiv 1608.03983). */
  static Schedule cosine(double from, double to) {
    return new Cosine(from, to);
  }

  /** Gives {@code from (to / from)^s}. */
  static Schedule exponential(double from, double to) {
    return new Exponential(from, to);
  }

  /** Gives {@code from} times {@code factor} once for every {@code epochs} epochs done. */
  static Schedule steps(double from, double factor, int epochs) {
    return new Steps(from, factor, epochs);
  }

  /**
   * Rises from 0 to the schedule's first value over the first part of the stage, then follows the
   * schedule, whose own time runs from the warm-up's end to the stage's: with {@code w} the steps
   * of the part, rounded up, {@code then(0) min(1, (step + 1) / (part steps))} before step {@code
   * w}, and {@code then((step - w) / (steps - w))} from there on.
   */
  static Schedule warmUp(double part, Schedule then) {
    return new WarmUp(part, then);
  }

  /**
   * Gives a schedule of the user's own under a name, by which a checkpoint knows it again: two of
   * one name must give the same values. A training whose lambda has no name is not resumed.
   *
   * <pre>{@code
   * r.adam(Schedule.named("a tooth a day", m -> m.epoch() % 2 == 0 ? .01 : .001))
   * }</pre>
   */
  static Schedule named(String name, Schedule schedule) {
    return new Named(name, schedule);
  }

  /** Gives this schedule's value at the beginning of each epoch, held through the epoch. */
  default Schedule byEpoch() {
    return new ByEpoch(this);
  }

  /**
   * Always the same.
   *
   * @param value the value
   */
  record Constant(double value) implements Schedule {
    /** Refuses a value that is not finite. */
    public Constant {
      requireFinite("constant", value);
    }

    @Override
    public double at(Moment moment) {
      return value;
    }

    @Override
    public String toString() {
      return number(value);
    }
  }

  /**
   * A straight line.
   *
   * @param from the value at the start
   * @param to the value at the end
   */
  record Linear(double from, double to) implements Schedule {
    /** Refuses ends that are not finite. */
    public Linear {
      requireFinite("linear", from, to);
    }

    @Override
    public double at(Moment moment) {
      return from + moment.progress() * (to - from);
    }

    @Override
    public String toString() {
      return "linear " + number(from) + " to " + number(to);
    }
  }

  /**
   * Half a cosine wave.
   *
   * @param from the value at the start
   * @param to the value at the end
   */
  record Cosine(double from, double to) implements Schedule {
    /** Refuses ends that are not finite. */
    public Cosine {
      requireFinite("cosine", from, to);
    }

    @Override
    public double at(Moment moment) {
      return to + (from - to) * (1 + Math.cos(Math.PI * moment.progress())) / 2;
    }

    @Override
    public String toString() {
      return "cosine " + number(from) + " to " + number(to);
    }
  }

  /**
   * A constant ratio from moment to moment.
   *
   * @param from the value at the start, above 0
   * @param to the value at the end, above 0
   */
  record Exponential(double from, double to) implements Schedule {
    /** Refuses ends that are not above 0. */
    public Exponential {
      requireFinite("exponential", from, to);
      if (from <= 0 || to <= 0) {
        throw new IllegalArgumentException(
            "exponential(%s, %s): both ends must be above 0. Try linear(%s, %s)."
                .formatted(from, to, from, to));
      }
    }

    @Override
    public double at(Moment moment) {
      return from * Math.pow(to / from, moment.progress());
    }

    @Override
    public String toString() {
      return "exponential " + number(from) + " to " + number(to);
    }
  }

  /**
   * Stairs.
   *
   * @param from the value of the first stair
   * @param factor what each stair multiplies by, at least 0
   * @param epochs the length of a stair, at least 1
   */
  record Steps(double from, double factor, int epochs) implements Schedule {
    /** Refuses a stair without length and a factor below 0. */
    public Steps {
      requireFinite("steps", from, factor);
      if (factor < 0) {
        throw new IllegalArgumentException(
            "steps(%s, %s, %s): the factor is at least 0, else the sign would change. Try 0.5."
                .formatted(from, factor, epochs));
      }
      if (epochs < 1) {
        throw new IllegalArgumentException(
            "steps(%s, %s, %s): a step lasts at least 1 epoch. Try 10."
                .formatted(from, factor, epochs));
      }
    }

    @Override
    public double at(Moment moment) {
      int stair = moment.epoch() / epochs;
      return from * Math.pow(factor, stair);
    }

    @Override
    public String toString() {
      return number(from)
          + " times "
          + number(factor)
          + (epochs == 1 ? " every epoch" : " every " + epochs + " epochs");
    }
  }

  /**
   * A rise from 0, then another schedule, in a time of its own; see {@link #warmUp}.
   *
   * @param part the part of the stage that the rise takes, above 0, at most 1
   * @param then the schedule whose first value is reached, and which is followed from there
   */
  record WarmUp(double part, Schedule then) implements Schedule {
    /** Refuses a part outside (0, 1]. */
    public WarmUp {
      Given.all("then", then);
      if (!(part > 0 && part <= 1)) {
        throw new IllegalArgumentException(
            "warmUp(" + part + ", ...): the part lies above 0 and at most at 1. Try 0.1.");
      }
    }

    @Override
    public double at(Moment moment) {
      double rise = part * moment.steps();
      return then.at(moment.since((long) Math.ceil(rise)))
          * Math.min(1, (moment.step() + 1.0) / rise);
    }

    @Override
    public String toString() {
      return "warm-up over " + number(part) + " of the stage, then " + then;
    }
  }

  /**
   * Another schedule, held through each epoch.
   *
   * @param of the schedule
   */
  record ByEpoch(Schedule of) implements Schedule {
    /** Refuses null. */
    public ByEpoch {
      Given.all("of", of);
    }

    @Override
    public double at(Moment moment) {
      return of.at(moment.epochStart());
    }

    @Override
    public String toString() {
      return of + " by epoch";
    }
  }

  /**
   * Another schedule, known by its name.
   *
   * @param name the name
   * @param of the schedule
   */
  record Named(String name, Schedule of) implements Schedule, Identified {
    /** Refuses a name without a letter. */
    public Named {
      Given.all("name", name, "of", of);
      Identified.requireName("Schedule.named", name);
    }

    @Override
    public double at(Moment moment) {
      return of.at(moment);
    }

    @Override
    public Object identity() {
      return name;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static void requireFinite(String name, double... values) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            name + "(" + value + "): a schedule's values must be finite. Try 1.");
      }
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e6
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }
}
