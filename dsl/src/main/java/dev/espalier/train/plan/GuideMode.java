package dev.espalier.train.plan;

import dev.espalier.describe.problem.Given;

/**
 * How a stage computes what its terms compare with: from which inputs, and in which mode.
 *
 * @param sees which inputs guides see, where the recipe augments them
 * @param training whether frozen networks and averages of the past drop values and normalise by the
 *     batch, as in training; their statistics stay as they are
 */
public record GuideMode(Sees sees, boolean training) {
  /** The inputs that learners see, in evaluation mode. */
  public static final GuideMode USUAL = new GuideMode(Sees.SAME, false);

  /** Which inputs guides see, where the recipe augments them. */
  public enum Sees {
    /** What the learners see. */
    SAME("the learners' inputs"),
    /** Inputs as they are in the data. */
    CLEAN("inputs without augmentation"),
    /** Inputs that are augmented by another draw. */
    ANEW("inputs augmented by a draw of their own");

    private final String words;

    Sees(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /** Refuses null. */
  public GuideMode {
    Given.all("sees", sees);
  }

  /**
   * Says whether what frozen networks give for a row may change from step to step.
   *
   * @param augmented whether the recipe augments inputs
   */
  public boolean changes(boolean augmented) {
    return training || (augmented && sees != Sees.CLEAN);
  }

  @Override
  public String toString() {
    return "on %s, in %s mode".formatted(sees, training ? "training" : "evaluation");
  }
}
