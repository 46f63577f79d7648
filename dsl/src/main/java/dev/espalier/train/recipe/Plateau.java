package dev.espalier.train.recipe;

import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;

/**
 * Lowers a stage's learning rate where a measure of the validation data gets no better: torch's
 * {@code ReduceLROnPlateau(factor=factor, patience=patience, threshold=minDelta,
 * threshold_mode="abs", eps=0)}.
 *
 * @param factor what the rate, as scheduled, is multiplied by each time, between 0 and 1
 * @param patience how many epochs in a row may bring nothing better; one more lowers the rate
 * @param measure what is followed
 * @param minDelta by how much more than the best so far a value must be better, at least 0
 */
public record Plateau(double factor, int patience, Measure measure, double minDelta) {
  /** Refuses numbers outside their ranges. */
  public Plateau {
    Given.all("measure", measure);
    require(factor > 0 && factor < 1, "the factor", factor, "between 0 and 1", "0.1");
    require(patience >= 0, "the patience", patience, "at least 0 epochs", "5");
    require(
        minDelta >= 0 && minDelta < Double.POSITIVE_INFINITY,
        "the difference",
        minDelta,
        "a finite number from 0 on",
        "1e-3");
  }

  private static void require(
      boolean holds, String what, Number found, String needed, String advice) {
    if (!holds) {
      throw new IllegalArgumentException(
          "rateOnPlateau: %s is %s, needed %s. Try %s.".formatted(what, found, needed, advice));
    }
  }

  /** Says whether a value is better than the best so far. */
  public boolean isBetter(double value, double best) {
    return measure.better().cost(value) < measure.better().cost(best) - minDelta;
  }

  @Override
  public String toString() {
    return "rate x %s after more than %s without a better validation %s%s"
        .formatted(
            factor,
            Shown.count(patience, "epoch"),
            measure.name(),
            minDelta > 0 ? ", by more than " + minDelta : "");
  }
}
