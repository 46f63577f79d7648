package dev.espalier.describe.stopping;

import com.google.auto.service.AutoService;
import dev.espalier.describe.measure.MeanLoss;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.problem.Given;

/**
 * Runs all epochs, then goes back to the best one.
 *
 * @param measure what is measured on the validation data
 */
@AutoService(Stopping.class)
public record BestEpoch(Measure measure) implements Stopping {
  /** Refuses null. */
  public BestEpoch {
    Given.all("measure", measure);
  }

  /** Takes the loss. */
  public BestEpoch() {
    this(new MeanLoss());
  }

  @Override
  public String name() {
    return "best epoch";
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
