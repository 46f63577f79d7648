package dev.espalier.train.feed;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import dev.espalier.compile.loss.Divisor;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Each row's sum and sum of squares of a column that does not change, kept on the host, so that a
 * batch's variance costs the step nothing and waits for no device.
 *
 * <p>Both are of the differences to one number near the mean, in FLOAT64, so that a large mean
 * takes no digits.
 */
public final class RowMoments {
  // Of values near a constant, the float's rounding is most of what varies.
  private static final double ROUNDING = 1e-8;
  private static final double SHARE = 0.1;
  // Above any variance, and a number that 32 bits hold.
  private static final double NEVER = 1e38;

  private final double[] sums;
  private final double[] squares;
  private final long width;
  private final double near;
  private double least;

  private RowMoments(int rows, long width, double near) {
    sums = new double[rows];
    squares = new double[rows];
    this.width = width;
    this.near = near;
  }

  /** Reads a column once. */
  public static RowMoments of(FeedColumn column, NDManager manager, int rows) {
    RowMoments moments = null;
    for (int from = 0; from < rows; from += Feed.EVALUATION_ROWS) {
      try (NDScope scope = new NDScope()) {
        int to = Math.min(rows, from + Feed.EVALUATION_ROWS);
        NDArray values =
            column.range(manager, from, to).toType(DataType.FLOAT64, false).reshape(to - from, -1);
        if (moments == null) {
          double mean = values.mean().getDouble();
          moments =
              new RowMoments(rows, values.getShape().get(1), Double.isFinite(mean) ? mean : 0);
        }
        // Not in place: a range is a view of the column, and of its own type no copy is made.
        NDArray differences = values.sub(moments.near);
        put(moments.sums, from, differences.sum(new int[] {1}));
        put(moments.squares, from, differences.muli(differences).sum(new int[] {1}));
      }
    }
    RowMoments done = moments == null ? new RowMoments(0, 1, 0) : moments;
    done.least = done.leastVariance();
    return done;
  }

  private static void put(double[] all, int from, NDArray rows) {
    double[] values = rows.toDoubleArray();
    System.arraycopy(values, 0, all, from, values.length);
  }

  /** Gives the variance over all elements of all rows. */
  public double variance() {
    return variance(IntStream.range(0, sums.length).toArray(), 0, sums.length);
  }

  /**
   * Gives the least variance of a batch by which the relative likeness divides: a tenth of that of
   * all rows, so that no batch counts much more than others, or none where the rows hardly vary.
   */
  public double least() {
    return least;
  }

  /**
   * Says whether the rows hardly vary, by less than {@code max(1e-3, 1e-8 mean^2)} over all of
   * them.
   */
  public boolean hardlyVary() {
    return least == NEVER;
  }

  /** Gives what a batch's relative likeness divides by: its variance, or 1 where that is small. */
  double divisor(int[] order, int from, int to) {
    double variance = variance(order, from, to);
    return variance < least ? 1 : variance;
  }

  private double leastVariance() {
    double mean = near + DoubleStream.of(sums).sum() / ((double) sums.length * width);
    double all = variance();
    return all >= Math.max(Divisor.LEAST_VARIANCE, ROUNDING * mean * mean) ? SHARE * all : NEVER;
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
