package dev.espalier.describe.value;

import java.math.BigInteger;

/**
 * A moment of a stage, from which schedules follow.
 *
 * @param step the number of steps done, from 0
 * @param steps the number of steps of the whole stage, at least 1
 * @param epoch the epoch, from 0
 * @param epochs the number of epochs of the whole stage, at least 1
 */
public record Moment(long step, long steps, int epoch, int epochs) {

  /** Refuses a stage without steps or epochs. */
  public Moment {
    if (steps < 1 || epochs < 1) {
      throw new IllegalArgumentException(
          "moment: a stage of %s steps and %s epochs, needed at least 1 of each. Try new Moment(0, 1, 0, 1)."
              .formatted(steps, epochs));
    }
  }

  /** Gives the part of the stage that is done, from 0 to 1. */
  public double progress() {
    return Math.min(1, (double) step / steps);
  }

  /**
   * Gives this moment in the time of what begins at a step and lasts to the stage's end; its
   * beginning before that step. Its epochs are counted from the one in which it begins.
   *
   * @param start the step at which it begins, at least 0
   */
  public Moment since(long start) {
    long first = Math.min(Math.max(start, 0), steps - 1);
    int firstEpoch = (int) share(first, epochs, steps);
    return new Moment(
        Math.max(0, step - first),
        steps - first,
        step < first ? 0 : Math.max(0, epoch - firstEpoch),
        epochs - firstEpoch);
  }

  /** Gives the moment at which this epoch began. */
  public Moment epochStart() {
    return new Moment(share(steps, epoch, epochs), steps, epoch, epochs);
  }

  /** Gives {@code whole * part / parts}, whose product may be beyond 64 bits. */
  private static long share(long whole, long part, long parts) {
    return Math.multiplyHigh(whole, part) == 0 && whole * part >= 0
        ? whole * part / parts
        : BigInteger.valueOf(whole)
            .multiply(BigInteger.valueOf(part))
            .divide(BigInteger.valueOf(parts))
            .longValue();
  }
}
