package dev.espalier.describe.measure;

/** Gives the value of a measure from all rows of a data set. */
@FunctionalInterface
public interface MeasureFunction {

  /**
   * Gives the value; NaN where it is not a number, which stops the training.
   *
   * @param predictions a row for each sample: the probabilities of the classes, or the values
   * @param targets a row for each sample: one number, the class's place, or the values
   */
  double value(double[][] predictions, double[][] targets);
}
