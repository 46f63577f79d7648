package dev.espalier.report.chart;

import dev.espalier.describe.problem.Given;
import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;

/**
 * A value measured several times, once for each seed.
 *
 * @param name what was measured
 * @param values the values, at least one
 */
public record Spread(String name, List<Double> values) {
  private static final double CONFIDENCE = 0.95;

  /** Copies the values and refuses none. */
  public Spread {
    Given.all("name", name, "values", values);
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException(
          "spread '" + name + "': there is no value. Try the values of at least two seeds.");
    }
  }

  /** Gives the mean. */
  public double mean() {
    return statistics().getMean();
  }

  /** Gives the sample standard deviation; NaN for one value. */
  public double deviation() {
    return values.size() < 2 ? Double.NaN : statistics().getStandardDeviation();
  }

  /**
   * Gives half the width of the mean's 95 % interval, {@code t(n - 1) deviation / sqrt(n)} with
   * Student's t; NaN for one value.
   */
  public double halfWidth() {
    if (values.size() < 2) {
      return Double.NaN;
    }
    double t =
        new TDistribution(values.size() - 1).inverseCumulativeProbability((1 + CONFIDENCE) / 2);
    return t * deviation() / Math.sqrt(values.size());
  }

  private DescriptiveStatistics statistics() {
    return new DescriptiveStatistics(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  @Override
  public String toString() {
    return "%s %s +- %s (%s values)"
        .formatted(name, Numbers.text(mean()), Numbers.text(halfWidth()), values.size());
  }
}
