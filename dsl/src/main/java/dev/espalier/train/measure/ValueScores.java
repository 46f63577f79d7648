package dev.espalier.train.measure;

import java.util.LinkedHashMap;
import java.util.Map;

/** The metrics of predicted values, added up sample by sample. */
final class ValueScores {
  private final double[] first;
  private final double[] sums;
  private final double[] squaresOfTargets;
  private double least = Double.POSITIVE_INFINITY;
  private double most = Double.NEGATIVE_INFINITY;
  private long samples;
  private double squares;
  private double absolutes;
  private double targetSquares;

  /** Starts at nothing, for samples of so many values. */
  ValueScores(int width) {
    first = new double[width];
    sums = new double[width];
    squaresOfTargets = new double[width];
  }

  /** Adds one sample, whose values begin at a place; gives its mean square error. */
  double add(double[] predicted, double[] wanted, int from) {
    if (samples == 0) {
      System.arraycopy(wanted, from, first, 0, first.length);
    }
    double own = 0;
    for (int j = 0; j < first.length; j++) {
      double target = wanted[from + j];
      double difference = target - predicted[from + j];
      own += difference * difference;
      // One after the other over all samples, as the values lie.
      squares += difference * difference;
      absolutes += Math.abs(difference);
      targetSquares += target * target;
      least = Math.min(least, target);
      most = Math.max(most, target);
      // From the first sample on, so that a large mean takes no digits.
      double away = target - first[j];
      sums[j] += away;
      squaresOfTargets[j] += away * away;
    }
    samples++;
    return own / first.length;
  }

  /** Gives the metrics; those that are not defined are left out. */
  Map<String, Double> metrics() {
    long values = samples * first.length;
    double mse = squares / values;
    double spread = spread();
    // One picture is not constant: its values differ, though every row is the same.
    boolean constant = least == most || (samples > 1 && spread == 0);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("loss", mse);
    metrics.put("mse", mse);
    if (!constant) {
      putFinite(metrics, "rse", squares / targetSquares);
    }
    putFinite(metrics, "r2", 1 - squares / spread);
    metrics.put("mae", absolutes / values);
    if (!constant) {
      putFinite(metrics, "psnr", -10 * Math.log10(mse));
    }
    return metrics;
  }

  /** Gives the sum of squares of the targets' distances from their mean, place by place. */
  private double spread() {
    double spread = 0;
    for (int j = 0; j < first.length; j++) {
      spread += Math.max(0, squaresOfTargets[j] - sums[j] * sums[j] / samples);
    }
    return spread;
  }

  private static void putFinite(Map<String, Double> metrics, String name, double value) {
    if (Double.isFinite(value)) {
      metrics.put(name, value);
    }
  }
}
