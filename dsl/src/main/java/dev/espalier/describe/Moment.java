package dev.espalier.describe;

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

  /** Gives the moment at which this epoch began. */
  public Moment epochStart() {
    return new Moment(steps * epoch / epochs, steps, epoch, epochs);
  }
}
