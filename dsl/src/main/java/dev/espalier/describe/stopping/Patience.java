package dev.espalier.describe.stopping;

import com.google.auto.service.AutoService;
import dev.espalier.describe.measure.MeanLoss;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;

/**
 * Stops when a measure has not become better for some epochs, and goes back to the best one.
 *
 * @param epochs how many, at least 1
 * @param measure what is measured on the validation data
 * @param least by how much a value must be better than the one before that counted, at least 0
 */
@AutoService(Stopping.class)
public record Patience(int epochs, Measure measure, double least) implements Stopping {
  /** Refuses a patience below 1, and a difference that is no number from 0 on. */
  public Patience {
    Given.all("measure", measure);
    if (epochs < 1) {
      throw new IllegalArgumentException(
          "stopEarly(" + epochs + "): the patience is at least 1 epoch. Try stopEarly(3).");
    }
    if (!(least >= 0 && least < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "stopEarly(..., " + least + "): needed a finite difference from 0 on. Try 1e-3.");
    }
  }

  /** Takes 10 epochs by the loss. */
  public Patience() {
    this(10, new MeanLoss(), 0);
  }

  @Override
  public String name() {
    return "patience";
  }

  @Override
  public boolean stopsAfter(History history) {
    return history.sinceBetterBy(least) >= epochs;
  }

  @Override
  public boolean keepsBest() {
    return true;
  }

  @Override
  public String toString() {
    return "stops after "
        + Shown.count(epochs, "epoch")
        + " without a better validation "
        + measure.name()
        + (least > 0 ? ", by more than " + least : "");
  }
}
