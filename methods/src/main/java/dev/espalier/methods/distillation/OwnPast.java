package dev.espalier.methods.distillation;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.schedule.Schedule;

/**
 * The answers of the average of a learner's own past, as a guide.
 *
 * @param decay how much of the average stays at each step, at least 0 and below 1
 * @param weight how much its answers count, over the stage
 */
record OwnPast(double decay, Schedule weight) {
  /** Refuses a decay out of its range. */
  OwnPast {
    Given.all("weight", weight);
    if (!(decay >= 0 && decay < 1)) {
      throw new IllegalArgumentException(
          "distillation: ownPast(%s), needed a decay of at least 0 and below 1. Try ownPast(0.999)."
              .formatted(decay));
    }
  }
}
