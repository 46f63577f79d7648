package dev.espalier.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;

/**
 * Each row's sum and sum of squares of a column that does not change, kept on the host, so that a
 * batch's variance costs the step nothing and waits for no device.
 *
 * <p>Both are of the differences to one number near the mean, in FLOAT64, so that a large mean
 * takes no digits.
 */
final class RowMoments {
  private final double[] sums;
  private final double[] squares;
  private final long width;

  private RowMoments(int rows, long width) {
    sums = new double[rows];
    squares = new double[rows];
    this.width = width;
  }

  /** Reads a column once. */
  static RowMoments of(Column column, NDManager manager, int rows) {
    RowMoments moments = null;
    double near = 0;
    for (int from = 0; from < rows; from += Feed.EVALUATION_ROWS) {
      try (NDScope scope = new NDScope()) {
        int to = Math.min(rows, from + Feed.EVALUATION_ROWS);
        NDArray values =
            column.range(manager, from, to).toType(DataType.FLOAT64, false).reshape(to - from, -1);
        if (moments == null) {
          moments = new RowMoments(rows, values.getShape().get(1));
          double mean = values.mean().getDouble();
          near = Double.isFinite(mean) ? mean : 0;
        }
        // Not in place: a range is a view of the column, and of its own type no copy is made.
        NDArray differences = values.sub(near);
        put(moments.sums, from, differences.sum(new int[] {1}));
        put(moments.squares, from, differences.muli(differences).sum(new int[] {1}));
      }
    }
    return moments == null ? new RowMoments(0, 1) : moments;
  }

  private static void put(double[] all, int from, NDArray rows) {
    double[] values = rows.toDoubleArray();
    System.arraycopy(values, 0, all, from, values.length);
  }

  /** Gives the variance over all elements of the rows at some places of an order. */
  double variance(int[] order, int from, int to) {
    double sum = 0;
    double square = 0;
    for (int i = from; i < to; i++) {
      sum += sums[order[i]];
      square += squares[order[i]];
    }
    double count = (double) (to - from) * width;
    double mean = sum / count;
    return Math.max(0, square / count - mean * mean);
  }
}
