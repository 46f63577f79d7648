package dev.espalier.compile.loss;

import java.util.OptionalDouble;

/**
 * What the relative likeness divides a batch's mean square by.
 *
 * @param known the divisor; empty if the guide's variance over the batch has to be computed
 * @param least the least variance that divides; where it is less, the divisor is 1
 */
public record Divisor(OptionalDouble known, double least) {
  /**
   * The least variance by which the relative likeness divides; below it, it is the mean square.
   * Measured: a guide's random layer of variance 4e-4 took a learner of digits from .96 to .47.
   */
  public static final double LEAST_VARIANCE = 1e-3;

  /** Gives a divisor that is worked out already. */
  public static Divisor of(double value) {
    return new Divisor(OptionalDouble.of(value), LEAST_VARIANCE);
  }

  /** Gives the guide's variance over the batch, or 1 where that is below a number. */
  public static Divisor varianceFrom(double least) {
    return new Divisor(OptionalDouble.empty(), least);
  }
}
