package dev.espalier.train.plan;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.schedule.Schedule;

/** How strongly a term counts. */
public sealed interface Weight {

  /** Gives the weight 1. */
  static Weight one() {
    return new Scheduled(Schedule.constant(1));
  }

  /** Gives a weight that follows a schedule over the stage's steps. */
  static Weight of(Schedule schedule) {
    return new Scheduled(schedule);
  }

  /**
   * Follows a schedule; a term is left out while its weight is 0.
   *
   * @param schedule the schedule over the stage's steps
   */
  record Scheduled(Schedule schedule) implements Weight {
    /** Refuses null. */
    public Scheduled {
      Given.all("schedule", schedule);
    }

    @Override
    public String toString() {
      return schedule.toString();
    }
  }

  /**
   * Balances the term against another by running means, on the device: {@code clamp(share *
   * ema(other) / ema(term), least, most)}, where {@code ema = decay * ema + (1 - decay) * value},
   * starting with the first value; {@code least} where both are 0.
   *
   * @param share the wanted ratio; the term is left out where it is 0, and while the other is
   * @param against the other term's name
   * @param decay the running means' factor
   * @param least the smallest weight
   * @param most the largest weight
   */
  record Balanced(double share, String against, double decay, double least, double most)
      implements Weight {
    /** Refuses numbers out of their range. */
    public Balanced {
      Given.all("against", against);
      require(share >= 0 && Double.isFinite(share), "a share of " + share, "0 or above", "0.1");
      require(decay >= 0 && decay < 1, "a decay of " + decay, "at least 0 and below 1", "0.9");
      require(
          least >= 0 && least <= most && Double.isFinite(most),
          "weights within %s to %s".formatted(least, most),
          "a least of at least 0, and a largest that is finite and not below it",
          "1e-5 and 10");
    }

    private static void require(boolean holds, String found, String needed, String advice) {
      if (!holds) {
        throw new IllegalArgumentException(
            "balanced weight: %s, needed %s. Try %s.".formatted(found, needed, advice));
      }
    }

    @Override
    public String toString() {
      return "%s of %s, within %s to %s".formatted(share, against, least, most);
    }
  }
}
