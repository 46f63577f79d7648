package dev.espalier.describe.measure;

import java.util.OptionalDouble;

/** Adds up, over all values one after the other, how far predictions are from their targets. */
abstract class Errors extends WeightedAccumulator {
  private final int width;
  private double samples;
  private double squares;
  private double absolutes;

  Errors(Outputs outputs) {
    width = outputs.width();
  }

  @Override
  protected void addWeighted(double[] predictions, double[] targets, double[] weights, int rows) {
    for (int i = 0; i < rows * width; i++) {
      double difference = targets[i] - predictions[i];
      squares += weights[i / width] * (difference * difference);
      absolutes += weights[i / width] * Math.abs(difference);
    }
    for (int row = 0; row < rows; row++) {
      samples += weights[row];
    }
  }

  /** Gives the sum of squares. */
  final double squares() {
    return squares;
  }

  /** Gives the mean of squares. */
  final double meanSquare() {
    return squares / (samples * width);
  }

  /** Gives the mean of absolute values. */
  final double meanAbsolute() {
    return absolutes / (samples * width);
  }

  /** Gives a value, and nothing for one that is not finite. */
  static OptionalDouble ifFinite(double value) {
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }
}
