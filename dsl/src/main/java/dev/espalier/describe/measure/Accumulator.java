package dev.espalier.describe.measure;

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
   * Gives the value over all that was added, or nothing where it is not defined. A value that is
   * not finite stops the training with the measure's name.
   */
  OptionalDouble value();
}
