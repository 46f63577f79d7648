package dev.espalier.describe.measure;

import dev.espalier.describe.problem.Given;
import java.util.OptionalDouble;

/** Takes predictions and targets batch by batch, on the host, and gives a measure of them all. */
public interface Accumulator {

  /**
   * Adds a batch.
   *
   * @param predictions {@code rows} rows of {@link Outputs#width()} numbers, one after the other;
   *     to read, and not to keep, for the array may be used again
   * @param targets as many rows of {@link Outputs#targetWidth()} numbers, to read and not to keep
   * @param rows how many rows there are
   */
  void add(double[] predictions, double[] targets, int rows);

  /**
   * Adds a batch whose rows count by weights, 1 being a row's of {@link #add}; refused unless it
   * {@link #weighs}.
   *
   * @param weights as many numbers of at least 0 as there are rows
   */
  default void add(double[] predictions, double[] targets, double[] weights, int rows) {
    Given.all("predictions", predictions, "targets", targets, "weights", weights);
    throw new IllegalArgumentException(
        "measure: it takes no weights of rows. Try a WeightedAccumulator.");
  }

  /** Says whether rows may have weights; the default says no. */
  default boolean weighs() {
    return false;
  }

  /**
   * Gives the value over all that was added, or nothing where it is not defined. A value that is
   * not finite stops the training with the measure's name.
   */
  OptionalDouble value();
}
