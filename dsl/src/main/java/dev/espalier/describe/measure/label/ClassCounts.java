package dev.espalier.describe.measure.label;

import dev.espalier.describe.measure.Confusion;
import java.util.OptionalDouble;

/** A number of each class from how often it is right, there and predicted, and their average. */
abstract class ClassCounts extends Confusion {
  private final int classes;
  private final Average average;

  ClassCounts(int classes, Average average) {
    super(classes);
    this.classes = classes;
    this.average = average;
  }

  /**
   * Gives the number of a class.
   *
   * @param right how many samples of it are taken for it
   * @param actual how many there are of it
   * @param predicted how many are taken for it
   */
  abstract double of(double right, double actual, double predicted);

  static double ratio(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }

  @Override
  public OptionalDouble value() {
    double sum = 0;
    double weights = 0;
    double right = 0;
    double samples = 0;
    for (int c = 0; c < classes; c++) {
      double actual = actual(c);
      double predicted = predicted(c);
      double weight = average == Average.WEIGHTED ? actual : actual + predicted == 0 ? 0 : 1;
      sum += weight * of(count(c, c), actual, predicted);
      weights += weight;
      right += count(c, c);
      samples += actual;
    }
    if (samples == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        average == Average.MICRO ? of(right, samples, samples) : sum / weights);
  }
}
