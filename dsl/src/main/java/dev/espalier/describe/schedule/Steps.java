package dev.espalier.describe.schedule;

import com.google.auto.service.AutoService;
import dev.espalier.describe.value.Moment;
import java.util.List;

/**
 * Stairs.
 *
 * @param from the value of the first stair
 * @param factor what each stair multiplies by, at least 0
 * @param epochs the length of a stair, at least 1
 */
@AutoService(Schedule.class)
public record Steps(double from, double factor, int epochs) implements Schedule {
  /** Refuses a stair without length and a factor below 0. */
  public Steps {
    ScheduleNumbers.requireFinite("steps", from, factor);
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

  /** Takes 1, 0.1 and 10. */
  public Steps() {
    this(1, 0.1, 10);
  }

  @Override
  public String name() {
    return "steps";
  }

  @Override
  public double at(Moment moment) {
    int stair = moment.epoch() / epochs;
    return from * Math.pow(factor, stair);
  }

  @Override
  public List<Double> reaches() {
    return List.of(from);
  }

  @Override
  public String toString() {
    return ScheduleNumbers.text(from)
        + " times "
        + ScheduleNumbers.text(factor)
        + (epochs == 1 ? " every epoch" : " every " + epochs + " epochs");
  }
}
