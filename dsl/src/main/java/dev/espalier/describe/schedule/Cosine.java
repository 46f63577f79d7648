package dev.espalier.describe.schedule;

import com.google.auto.service.AutoService;
import dev.espalier.describe.value.Moment;
import java.util.List;

/**
 * Half a cosine wave.
 *
 * @param from the value at the start
 * @param to the value at the end
 */
@AutoService(Schedule.class)
public record Cosine(double from, double to) implements Schedule {
  /** Refuses ends that are not finite. */
  public Cosine {
    ScheduleNumbers.requireFinite("cosine", from, to);
  }

  /** Takes 1 and 0. */
  public Cosine() {
    this(1, 0);
  }

  @Override
  public String name() {
    return "cosine";
  }

  @Override
  public double at(Moment moment) {
    return to + (from - to) * (1 + Math.cos(Math.PI * moment.progress())) / 2;
  }

  @Override
  public List<Double> reaches() {
    return List.of(from, to);
  }

  @Override
  public String toString() {
    return "cosine " + ScheduleNumbers.text(from) + " to " + ScheduleNumbers.text(to);
  }
}
