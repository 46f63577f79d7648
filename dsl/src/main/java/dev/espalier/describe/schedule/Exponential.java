package dev.espalier.describe.schedule;

import com.google.auto.service.AutoService;
import dev.espalier.describe.value.Moment;
import java.util.List;

/**
 * A constant ratio from moment to moment.
 *
 * @param from the value at the start, above 0
 * @param to the value at the end, above 0
 */
@AutoService(Schedule.class)
public record Exponential(double from, double to) implements Schedule {
  /** Refuses ends that are not above 0. */
  public Exponential {
    ScheduleNumbers.requireFinite("exponential", from, to);
    if (from <= 0 || to <= 0) {
      throw new IllegalArgumentException(
          "exponential(%s, %s): both ends must be above 0. Try linear(%s, %s)."
              .formatted(from, to, from, to));
    }
  }

  /** Takes 1 and 0.01. */
  public Exponential() {
    this(1, 0.01);
  }

  @Override
  public String name() {
    return "exponential";
  }

  @Override
  public double at(Moment moment) {
    return from * Math.pow(to / from, moment.progress());
  }

  @Override
  public List<Double> reaches() {
    return List.of(from, to);
  }

  @Override
  public String toString() {
    return "exponential " + ScheduleNumbers.text(from) + " to " + ScheduleNumbers.text(to);
  }
}
