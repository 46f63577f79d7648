package dev.espalier.describe.measure.several;

import dev.espalier.describe.measure.Outputs;
import dev.espalier.describe.measure.WeightedAccumulator;

/** Takes rows of labels that are said to be there, from a threshold on, and that are. */
abstract class LabelAccumulator extends WeightedAccumulator {
  private final int labels;
  private final double threshold;

  LabelAccumulator(Outputs outputs, double threshold) {
    this.labels = outputs.width();
    this.threshold = threshold;
  }

  /** Refuses a threshold that is no probability. */
  static void require(String measure, double threshold) {
    if (!(threshold > 0 && threshold < 1)) {
      throw new IllegalArgumentException(
          "%s(%s): needed a threshold between 0 and 1. Try %s(0.5)."
              .formatted(measure, threshold, measure));
    }
  }

  /** Takes one row. */
  abstract void add(boolean[] said, boolean[] there, double weight);

  @Override
  protected final void addWeighted(
      double[] predictions, double[] targets, double[] weights, int rows) {
    boolean[] said = new boolean[labels];
    boolean[] there = new boolean[labels];
    for (int row = 0; row < rows; row++) {
      for (int label = 0; label < labels; label++) {
        said[label] = predictions[row * labels + label] >= threshold;
        there[label] = targets[row * labels + label] >= 0.5;
      }
      add(said, there, weights[row]);
    }
  }
}
