package dev.espalier.data.table;

import java.util.Arrays;

/**
 * How the numbers of a column are brought to a common size; a column that is constant but for
 * rounding becomes 0.
 */
public enum Scaling {
  /** They stay as they are. */
  NONE,
  /** Mean 0 and standard deviation 1, as {@code sklearn.preprocessing.StandardScaler} does it. */
  STANDARD,
  /** Lowest value 0 and highest value 1. */
  UNIT;

  /** Values as near to each other as this are one value that was rounded in several ways. */
  private static final int ROUNDINGS = 16;

  /** Gives what is subtracted and what is then divided by, learned from values without a gap. */
  double[] learn(double[] values) {
    if (this == NONE) {
      return new double[] {0, 1};
    }
    double lowest = Arrays.stream(values).min().orElse(0);
    double highest = Arrays.stream(values).max().orElse(0);
    double range = highest - lowest;
    if (range <= ROUNDINGS * Math.ulp(Math.max(Math.abs(lowest), Math.abs(highest)))) {
      return new double[] {lowest, 1};
    }
    if (this == UNIT) {
      return new double[] {lowest, range};
    }
    double mean = 0;
    for (double value : values) {
      mean += (value - lowest) / values.length;
    }
    double squares = 0;
    for (double value : values) {
      squares += (value - lowest - mean) * (value - lowest - mean) / values.length;
    }
    double deviation = Math.sqrt(squares);
    return new double[] {lowest + mean, deviation == 0 ? 1 : deviation};
  }
}
