package dev.espalier.train.plan;

import dev.espalier.describe.problem.Given;
import java.util.Locale;

/** Whether what a stage has trained is kept. */
public sealed interface Acceptance {

  /** Keeps it always. */
  record Always() implements Acceptance {
    @Override
    public String toString() {
      return "always kept";
    }
  }

  /**
   * Keeps it only if a measure is better after the stage than with the fallback in its place.
   *
   * @param measure what is compared
   * @param by by how much it must be better, at least 0; at 0 any strict improvement counts
   * @param fallback what takes its place else
   * @param endsPlan whether the stages of its method end after a stage that is not kept; in a
   *     branch, those of its alternative
   */
  record IfBetter(Measure measure, double by, Fallback fallback, boolean endsPlan)
      implements Acceptance {
    /** Refuses a margin that is negative or not finite. */
    public IfBetter {
      Given.all("measure", measure, "fallback", fallback);
      if (!(by >= 0) || Double.isInfinite(by)) {
        throw new IllegalArgumentException(
            "acceptance: the improvement asked for is " + by + ", needed at least 0. Try 1e-4.");
      }
    }

    @Override
    public String toString() {
      return "kept if better by more than %s on %s, else %s%s"
          .formatted(by, measure, fallback, endsPlan ? " and the plan ends" : "");
    }
  }

  /** What is compared. */
  enum Measure {
    /** The stage's first term over the training data, in evaluation mode; lower is better. */
    TRAINING_LOSS,
    /** The task loss over the validation data, in evaluation mode; lower is better. */
    VALIDATION_LOSS,
    /** Accuracy on the validation data, or its negative mean square for values. */
    VALIDATION_SCORE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** What takes the place of what is not kept. */
  enum Fallback {
    /** The networks as they were before the stage. */
    REVERT,
    /** The networks as trained, but with an output layer of zeros. */
    ZERO_OUTPUT;

    @Override
    public String toString() {
      return this == REVERT ? "reverted" : "replaced by its zero version";
    }
  }
}
