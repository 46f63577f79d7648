package dev.espalier.describe.schedule;

import com.google.auto.service.AutoService;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Moment;
import java.util.List;

/**
 * A rise from 0, then another schedule, in a time of its own; see {@link Schedule#warmUp}.
 *
 * @param part the part of the stage that the rise takes, above 0, at most 1
 * @param then the schedule whose first value is reached, and which is followed from there
 */
@AutoService(Schedule.class)
public record WarmUp(double part, Schedule then) implements Schedule {
  /** Refuses a part outside (0, 1]. */
  public WarmUp {
    Given.all("then", then);
    if (!(part > 0 && part <= 1)) {
      throw new IllegalArgumentException(
          "warmUp(" + part + ", ...): the part lies above 0 and at most at 1. Try 0.1.");
    }
  }

  /** Takes a tenth of the stage, then 1. */
  public WarmUp() {
    this(0.1, new Constant());
  }

  @Override
  public String name() {
    return "warm-up";
  }

  @Override
  public double at(Moment moment) {
    double rise = part * moment.steps();
    return then.at(moment.since((long) Math.ceil(rise)))
        * Math.min(1, (moment.step() + 1.0) / rise);
  }

  @Override
  public List<Double> reaches() {
    return then.reaches();
  }

  @Override
  public String toString() {
    return "warm-up over " + ScheduleNumbers.text(part) + " of the stage, then " + then;
  }
}
