package dev.espalier.describe.measure;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Counts samples by true class and predicted class, the first of those that score highest. */
public abstract class Confusion extends WeightedAccumulator {
  private final int classes;
  private final long[][] counts;
  private final double[][] sums;

  /** Starts at nothing, for so many classes. */
  protected Confusion(int classes) {
    this.classes = classes;
    this.counts = new long[classes][classes];
    this.sums = new double[classes][classes];
  }

  /** Gives counts of which no value is asked. */
  public static Confusion of(int classes) {
    return new Confusion(classes) {
      @Override
      public OptionalDouble value() {
        return OptionalDouble.empty();
      }
    };
  }

  @Override
  protected final void addWeighted(
      double[] predictions, double[] targets, double[] weights, int rows) {
    for (int row = 0; row < rows; row++) {
      int from = row * classes;
      int best = 0;
      for (int c = 1; c < classes; c++) {
        if (predictions[from + c] > predictions[from + best]) {
          best = c;
        }
      }
      counts[(int) targets[row]][best]++;
      sums[(int) targets[row]][best] += weights[row];
    }
  }

  /** Gives how many samples of a class are taken for another, each counting by its weight. */
  protected final double count(int actual, int predicted) {
    return sums[actual][predicted];
  }

  /** Gives how many samples there are of a class. */
  protected final double actual(int label) {
    return DoubleStream.of(sums[label]).sum();
  }

  /** Gives how many samples are taken for a class. */
  protected final double predicted(int label) {
    return IntStream.range(0, classes).mapToDouble(row -> sums[row][label]).sum();
  }

  /** Gives the counts, without weights, a row for each true class. */
  public final List<List<Long>> rows() {
    return IntStream.range(0, classes)
        .mapToObj(row -> LongStream.of(counts[row]).boxed().toList())
        .toList();
  }
}
