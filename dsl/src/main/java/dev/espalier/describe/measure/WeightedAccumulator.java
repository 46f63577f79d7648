package dev.espalier.describe.measure;

import dev.espalier.describe.problem.Given;
import java.util.Arrays;

/** An accumulator in which a row counts by its weight, and by 1 where none is given. */
public abstract class WeightedAccumulator implements Accumulator {
  private double[] ones = {};

  /** Starts at nothing. */
  protected WeightedAccumulator() {}

  @Override
  public final void add(double[] predictions, double[] targets, int rows) {
    if (ones.length < rows) {
      ones = new double[rows];
      Arrays.fill(ones, 1);
    }
    addWeighted(predictions, targets, ones, rows);
  }

  @Override
  public final void add(double[] predictions, double[] targets, double[] weights, int rows) {
    Given.all("predictions", predictions, "targets", targets, "weights", weights);
    addWeighted(predictions, targets, weights, rows);
  }

  /** Adds a batch, as {@link Accumulator#add} says; of weights there may be more than rows. */
  protected abstract void addWeighted(
      double[] predictions, double[] targets, double[] weights, int rows);

  @Override
  public final boolean weighs() {
    return true;
  }
}
