package dev.espalier.train.plan;

import dev.espalier.describe.measure.MeanLoss;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.measure.Measures;
import dev.espalier.describe.problem.Given;
import java.util.Locale;
import java.util.Optional;

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
   * @param criterion what is compared
   * @param by by how much it must be better, at least 0; at 0 any strict improvement counts
   * @param fallback what takes its place else
   * @param endsPlan whether the stages of its method end after a stage that is not kept; in a
   *     branch, those of its alternative
   */
  record IfBetter(Criterion criterion, double by, Fallback fallback, boolean endsPlan)
      implements Acceptance {
    /** Refuses a margin that is negative or not finite. */
    public IfBetter {
      Given.all("criterion", criterion, "fallback", fallback);
      if (!(by >= 0) || Double.isInfinite(by)) {
        throw new IllegalArgumentException(
            "acceptance: the improvement asked for is " + by + ", needed at least 0. Try 1e-4.");
      }
    }

    @Override
    public String toString() {
      return "kept if better by more than %s on %s, else %s%s"
          .formatted(by, criterion, fallback, endsPlan ? " and the plan ends" : "");
    }
  }

  /**
   * By what the values before and after are compared.
   *
   * @param data whose rows are measured
   * @param chosen the measure; empty for the task's main one, accuracy or the mean square
   */
  record Criterion(Rows data, Optional<Measure> chosen) {
    /** The stage's first term over the training data, in evaluation mode; lower is better. */
    public static final Criterion TRAINING_LOSS =
        new Criterion(Rows.TRAINING, Optional.of(new MeanLoss()));

    /** The task loss over the validation data, in evaluation mode; lower is better. */
    public static final Criterion VALIDATION_LOSS = validation(new MeanLoss());

    /** Accuracy on the validation data, or the mean square of values. */
    public static final Criterion VALIDATION_SCORE =
        new Criterion(Rows.VALIDATION, Optional.empty());

    /** Refuses null, and training data by another measure than the loss. */
    public Criterion {
      Given.all("data", data, "chosen", chosen);
      if (data == Rows.TRAINING && !chosen.equals(Optional.of(new MeanLoss()))) {
        throw new IllegalArgumentException(
            "criterion: found %s on the training data, needed the loss there. Try Criterion.validation(...)."
                .formatted(chosen.map(Measure::name).orElse("the score")));
      }
    }

    /** Gives the criterion by a measure of the validation data. */
    public static Criterion validation(Measure measure) {
      Given.all("measure", measure);
      return new Criterion(Rows.VALIDATION, Optional.of(measure));
    }

    /**
     * Gives the measure.
     *
     * @param main the measure that a result is judged by, {@link Measures#main}
     */
    public Measure measure(Measure main) {
      Given.all("main", main);
      return chosen.orElse(main);
    }

    /** Says whether validation data are needed. */
    public boolean validates() {
      return data == Rows.VALIDATION;
    }

    @Override
    public String toString() {
      return data.name().toLowerCase(Locale.ROOT) + " " + chosen.map(Measure::name).orElse("score");
    }
  }

  /** Whose rows a criterion measures. */
  enum Rows {
    /** Those that are trained on. */
    TRAINING,
    /** Those that are not. */
    VALIDATION
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
