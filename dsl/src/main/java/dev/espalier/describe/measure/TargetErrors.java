package dev.espalier.describe.measure;

/** Errors beside how the targets themselves vary. */
abstract class TargetErrors extends Errors {
  private final double[] first;
  private final double[] sums;
  private final double[] squaresOfTargets;
  private double least = Double.POSITIVE_INFINITY;
  private double most = Double.NEGATIVE_INFINITY;
  private double targetSquares;
  private long samples;
  private double total;

  TargetErrors(Outputs outputs) {
    super(outputs);
    first = new double[outputs.width()];
    sums = new double[outputs.width()];
    squaresOfTargets = new double[outputs.width()];
  }

  @Override
  protected final void addWeighted(
      double[] predictions, double[] targets, double[] weights, int rows) {
    super.addWeighted(predictions, targets, weights, rows);
    for (int row = 0; row < rows; row++, samples++) {
      int from = row * first.length;
      if (samples == 0) {
        System.arraycopy(targets, from, first, 0, first.length);
      }
      total += weights[row];
      for (int j = 0; j < first.length; j++) {
        double target = targets[from + j];
        targetSquares += weights[row] * (target * target);
        least = Math.min(least, target);
        most = Math.max(most, target);
        // From the first sample on, so that a large mean takes no digits.
        double away = target - first[j];
        sums[j] += weights[row] * away;
        squaresOfTargets[j] += weights[row] * (away * away);
      }
    }
  }

  /** Gives the sum of the targets' squares. */
  final double targetSquares() {
    return targetSquares;
  }

  /** Gives the sum of squares of the targets' distances from their mean, place by place. */
  final double spread() {
    double spread = 0;
    for (int j = 0; j < first.length; j++) {
      spread += Math.max(0, squaresOfTargets[j] - sums[j] * sums[j] / total);
    }
    return spread;
  }

  /**
   * Says whether the targets do not vary. One picture does: its values differ, though every row is
   * the same.
   */
  final boolean constant() {
    return least == most || (samples > 1 && spread() == 0);
  }
}
