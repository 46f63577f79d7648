package dev.espalier.describe.value;

import java.util.SplittableRandom;

/**
 * Normal values, drawn again outside a range.
 *
 * @param mean of the normal distribution, within the range
 * @param deviation its standard deviation, at least 0
 * @param low the least value
 * @param high the largest value
 */
public record TruncatedNormal(double mean, double deviation, double low, double high)
    implements Initial {
  /** Refuses a range without the mean, and what is not finite. */
  public TruncatedNormal {
    boolean isRange = low <= mean && mean <= high && deviation >= 0;
    double largest = Math.max(deviation, Math.max(Math.abs(low), Math.abs(high)));
    if (!isRange || !(largest <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "truncatedNormal(%s, %s, %s, %s): needed a finite range around the mean and a deviation of at least 0. Try truncatedNormal(0.02)."
              .formatted(mean, deviation, low, high));
    }
  }

  @Override
  public double[] draw(ParameterSpec spec, SplittableRandom random) {
    double[] drawn = new double[spec.count()];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = one(random);
    }
    return drawn;
  }

  private double one(SplittableRandom random) {
    // What is narrower than the normal is drawn evenly, and kept as often as the normal says.
    boolean isNarrow = high - low < 2 * deviation;
    while (true) {
      double value =
          isNarrow
              ? low + random.nextDouble() * (high - low)
              : mean + random.nextGaussian() * deviation;
      double from = isNarrow ? (value - mean) / deviation : 0;
      if (value >= low
          && value <= high
          && (!isNarrow || random.nextDouble() <= Math.exp(-from * from / 2))) {
        return value;
      }
    }
  }
}
