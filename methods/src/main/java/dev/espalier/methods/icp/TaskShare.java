package dev.espalier.methods.icp;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.value.Moment;

/**
 * The task's share of the loss over a stage, alpha: 1 for a warm-up of k epochs and one more, then
 * a cosine towards 0.
 */
public sealed interface TaskShare {

  /**
   * With a warm-up of a part of all epochs, rounded down.
   *
   * @param part from 0 to 1
   */
  record Part(double part) implements TaskShare {
    /** Refuses a part outside [0, 1]. */
    public Part {
      if (!(part >= 0 && part <= 1)) {
        throw new IllegalArgumentException(
            "constructivePerturbation: warmUp(%s), needed from 0 to 1. Try warmUp(0.25)."
                .formatted(part));
      }
    }

    @Override
    public int warmUp(int epochs) {
      return (int) (part * epochs);
    }

    @Override
    public String toString() {
      return "the first " + part + " of all epochs";
    }
  }

  /**
   * With a warm-up of a number of epochs; where it is not below the number of all, nothing but the
   * task is learnt.
   *
   * @param count at least 0
   */
  record Epochs(int count) implements TaskShare {
    /** Refuses a number below 0. */
    public Epochs {
      if (count < 0) {
        throw new IllegalArgumentException(
            "constructivePerturbation: warmUpEpochs(%s), needed at least 0. Try warmUpEpochs(5)."
                .formatted(count));
      }
    }

    @Override
    public int warmUp(int epochs) {
      return count;
    }

    @Override
    public String toString() {
      return Shown.count(count, "epoch");
    }
  }

  /** Gives the number of epochs of the warm-up, k, given that of all, E. */
  int warmUp(int epochs);

  /**
   * Gives alpha: 1 up to and in epoch k, counted from 0, then {@code cos(pi (e - k) / (2 (E -
   * k)))}.
   */
  default double at(Moment moment) {
    Given.all("moment", moment);
    int warm = warmUp(moment.epochs());
    return moment.epoch() <= warm
        ? 1
        : Math.cos(Math.PI * (moment.epoch() - warm) / (2.0 * (moment.epochs() - warm)));
  }
}
