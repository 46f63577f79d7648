package dev.espalier.describe.schedule;

import com.google.auto.service.AutoService;
import dev.espalier.describe.value.Moment;
import java.util.List;

/**
 * A straight line.
 *
 * @param from the value at the start
 * @param to the value at the end
 */
@AutoService(Schedule.class)
public record Linear(double from, double to) implements Schedule {
  /** Refuses ends that are not finite. */
  public Linear {
    ScheduleNumbers.requireFinite("linear", from, to);
  }

  /** Takes 1 and 0. */
  public Linear() {
    this(1, 0);
  }

  @Override
  public String name() {
    return "linear";
  }

  @Override
  public double at(Moment moment) {
    return from + moment.progress() * (to - from);
  }

  @Override
  public List<Double> reaches() {
    return List.of(from, to);
  }

  @Override
  public String toString() {
    return "linear " + ScheduleNumbers.text(from) + " to " + ScheduleNumbers.text(to);
  }
}
