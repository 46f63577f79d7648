package dev.espalier.describe.stopping;

import com.google.auto.service.AutoService;
import dev.espalier.describe.measure.MeanLoss;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.problem.Given;

/**
 * Stops when the mean of the last values of a measure changes by less than a relative tolerance
 * (arXiv 2302.00150).
 *
 * @param window how many values make a mean, at least 2
 * @param tolerance the relative change, above 0
 * @param measure what is measured on the validation data
 */
@AutoService(Stopping.class)
public record Settled(int window, double tolerance, Measure measure) implements Stopping {
  /** Refuses settings out of their range. */
  public Settled {
    Given.all("measure", measure);
    if (window < 2 || !(tolerance > 0 && Double.isFinite(tolerance))) {
      throw new IllegalArgumentException(
          "settled(%s, %s): needed a window of at least 2 and a tolerance above 0. Try 20, 1e-3."
              .formatted(window, tolerance));
    }
  }

  /** Takes a window of 20 losses and a tolerance of 1e-3. */
  public Settled() {
    this(20, 1e-3, new MeanLoss());
  }

  @Override
  public String name() {
    return "settled";
  }

  @Override
  public boolean stopsAfter(History history) {
    if (history.epochs() <= window) {
      return false;
    }
    double now = history.mean(window, 0);
    double before = history.mean(window, 1);
    return Math.abs(now - before) < tolerance * Math.abs(before);
  }

  @Override
  public String toString() {
    return "stops when the mean of %s %s changes by less than %s"
        .formatted(
            window,
            measure.equals(new MeanLoss())
                ? "validation losses"
                : "values of validation " + measure.name(),
            tolerance);
  }
}
