package dev.espalier.describe.schedule;

import com.google.auto.service.AutoService;
import dev.espalier.describe.value.Moment;
import java.util.List;

/**
 * Always the same.
 *
 * @param value the value
 */
@AutoService(Schedule.class)
public record Constant(double value) implements Schedule {
  /** Refuses a value that is not finite. */
  public Constant {
    ScheduleNumbers.requireFinite("constant", value);
  }

  /** Takes 1. */
  public Constant() {
    this(1);
  }

  @Override
  public String name() {
    return "constant";
  }

  @Override
  public double at(Moment moment) {
    return value;
  }

  @Override
  public List<Double> reaches() {
    return List.of(value);
  }

  @Override
  public String toString() {
    return ScheduleNumbers.text(value);
  }
}
