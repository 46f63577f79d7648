package dev.espalier.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Metrics of one prediction over one data set.
 *
 * <p>Classes: {@code loss} (mean cross-entropy), {@code accuracy}, {@code top3} (the label is among
 * the three largest; from four classes on), {@code macroF1}. Values: {@code mse}, {@code rse = sum
 * (y - p)^2 / sum y^2}, {@code mae}, {@code psnr = -10 log10 mse} (peak 1, decibels), and {@code
 * loss}, which is the mse.
 *
 * @param readout what predicted
 * @param data the data set's name
 * @param metrics the metrics by name, in a fixed order
 * @param confusion the number of samples by true class (row) and predicted class; empty for values
 */
public record Evaluation(
    Readout readout, String data, Map<String, Double> metrics, List<List<Long>> confusion) {

  /** Copies the collections. */
  public Evaluation {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    confusion = confusion.stream().map(List::copyOf).toList();
  }

  /**
   * Gives a metric.
   *
   * @throws IllegalArgumentException if there is none of that name; lists those there are
   */
  public double metric(String name) {
    Double value = metrics.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "metric '%s': not measured. Try one of %s.".formatted(name, metrics.keySet()));
    }
    return value;
  }

  /** Gives what a higher value of is better: accuracy, or the negative mse. */
  public double score() {
    return confusion.isEmpty() ? -metric("mse") : metric("accuracy");
  }

  @Override
  public String toString() {
    return "%s on %s: %s".formatted(readout, data, metrics);
  }
}
