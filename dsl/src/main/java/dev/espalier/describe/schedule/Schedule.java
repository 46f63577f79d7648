package dev.espalier.describe.schedule;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Identified;
import dev.espalier.describe.value.Moment;
import java.util.List;

/**
 * A number that changes over a stage: a learning rate, or a weight.
 *
 * <p>The ones here cover the usual shapes; {@code s} is the part of the stage that is done, from 0
 * to 1. One of your own is a record, found by its name where a constructor without arguments makes
 * it, or a function under a name, {@link #named}:
 *
 * <pre>{@code
 * @AutoService(Schedule.class)
 * public record Sawtooth(int epochs) implements Schedule {
 *   public Sawtooth() { this(5); }
 *   public String name() { return "sawtooth"; }
 *   public double at(Moment moment) { return 1 - (double) (moment.epoch() % epochs) / epochs; }
 * }
 *
 * r.adam(schedule("sawtooth").times(1e-3))
 * }</pre>
 *
 * <p>What is found by name starts at 1, to be scaled by {@link #times}. A checkpoint knows a record
 * by its components, so one that was interrupted goes on.
 */
@FunctionalInterface
public interface Schedule extends dev.espalier.describe.value.Named {

  /** Gives the value at a moment; the same whenever it is asked. */
  double at(Moment moment);

  /**
   * Gives the name under which it is found; one that is not found by name is called as it reads.
   */
  @Override
  default String name() {
    return toString();
  }

  /**
   * Gives values that it takes, so that a learning rate that goes up the loss is refused before it
   * trains; none by default, for what is only known at each step.
   */
  default List<Double> reaches() {
    return List.of();
  }

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

  /** Gives this schedule's values, each times a factor. */
  default Schedule times(double factor) {
    return new Scaled(factor, this);
  }

  /** Gives this schedule's value at the beginning of each epoch, held through the epoch. */
  default Schedule byEpoch() {
    return new ByEpoch(this);
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
    public List<Double> reaches() {
      return of.reaches();
    }

    @Override
    public String toString() {
      return of + " by epoch";
    }
  }

  /**
   * Another schedule, scaled.
   *
   * @param factor what each value is multiplied by
   * @param of the schedule
   */
  record Scaled(double factor, Schedule of) implements Schedule {
    /** Refuses a factor that is not finite. */
    public Scaled {
      Given.all("of", of);
      ScheduleNumbers.requireFinite("times", factor);
    }

    @Override
    public double at(Moment moment) {
      return factor * of.at(moment);
    }

    @Override
    public List<Double> reaches() {
      return of.reaches().stream().map(value -> factor * value).toList();
    }

    @Override
    public String toString() {
      return ScheduleNumbers.text(factor) + " times " + of;
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
}
