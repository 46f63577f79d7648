package dev.espalier.describe.value;

import dev.espalier.describe.problem.Given;
import java.util.SplittableRandom;

/**
 * Values around another mean than 0.
 *
 * @param mean what is added
 * @param around how they lie around it
 */
public record Shifted(double mean, Initial around) implements Initial {
  /** Refuses a mean that is not finite. */
  public Shifted {
    Given.all("around", around);
    if (!(Math.abs(mean) <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "mean %s: a parameter starts finite, in 32 bits too. Try 0.".formatted(mean));
    }
  }

  @Override
  public int leastAxes() {
    return around.leastAxes();
  }

  @Override
  public double[] draw(ParameterSpec spec, SplittableRandom random) {
    double[] drawn = around.draw(spec, random);
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] += mean;
    }
    return drawn;
  }
}
