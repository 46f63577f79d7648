package dev.espalier.describe.stopping;

import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.problem.Given;

/**
 * Runs all epochs, then goes back to the best one.
 *
 * @param measure what is measured on the validation data
 */
public record BestEpoch(Measure measure) implements Stopping {
  /** Refuses null. */
  public BestEpoch {
    Given.all("measure", measure);
  }

  @Override
  public boolean stopsAfter(History history) {
    return false;
  }

  @Override
  public boolean keepsBest() {
    return true;
  }

  @Override
  public String toString() {
    return "keeps the best epoch by validation " + measure.name();
  }
}
