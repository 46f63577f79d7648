package dev.espalier.methods.icp;

import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.value.Moment;

/**
 * The task's weight, {@code max(floor, alpha)}, where alpha is {@link TaskShare}.
 *
 * @param share alpha
 * @param floor what the weight never falls below
 */
record TaskWeight(TaskShare share, double floor) implements Schedule {
  @Override
  public double at(Moment moment) {
    return Math.max(floor, share.at(moment));
  }

  @Override
  public String toString() {
    return "alpha: 1 for %s and one more, then a cosine%s"
        .formatted(share, floor == 0 ? " to 0" : " down to " + floor);
  }
}
