package dev.espalier.describe.value;

import dev.espalier.describe.problem.Given;
import java.util.SplittableRandom;

/**
 * Values of deviation {@code gain / sqrt(fan)}.
 *
 * @param fan which number it is scaled by
 * @param gain what the function after it needs, such as sqrt(2) for a relu
 * @param isNormal whether they are normal, else uniform
 */
public record FanScaled(Initial.Fan fan, double gain, boolean isNormal) implements Initial {
  /** Refuses a negative gain. */
  public FanScaled {
    Given.all("fan", fan);
    if (!(gain >= 0 && gain <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "scaled(%s, %s): the gain must be finite and at least 0. Try 1.".formatted(fan, gain));
    }
  }

  @Override
  public double[] draw(ParameterSpec spec, SplittableRandom random) {
    double count =
        switch (fan) {
          case IN -> spec.fanIn();
          case OUT -> spec.fanOut();
          case MEAN -> spec.fanIn() / 2.0 + spec.fanOut() / 2.0;
        };
    double deviation = gain / Math.sqrt(count);
    Initial plain =
        isNormal ? Initial.normal(deviation) : Initial.uniform(Math.sqrt(3) * deviation);
    return plain.draw(spec, random);
  }
}
