package dev.espalier.describe.layer;

import dev.espalier.describe.value.Dims;

/**
 * Sets each value to 0 with a probability in training, and scales the others so that the mean stays
 * (Srivastava et al. 2014); the identity else.
 *
 * @param rate the probability, at least 0 and below 1
 */
public record Dropout(double rate) implements Layer {

  /** Refuses a rate outside [0, 1). */
  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "dropout(" + rate + "): the rate lies in [0, 1). Try dropout(0.5).");
    }
  }

  @Override
  public String kind() {
    return "dropout";
  }

  @Override
  public Dims outputOf(Dims in) {
    return in;
  }

  @Override
  public String toString() {
    return "dropout(" + rate + ")";
  }
}
