package dev.espalier.data.augment;

import ai.djl.ndarray.NDArray;
import com.google.auto.service.AutoService;
import dev.espalier.describe.value.Dims;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Normal noise on each value.
 *
 * @param deviation the standard deviation, above 0
 */
@AutoService(Augmentation.class)
public record GaussianNoise(double deviation) implements ArrayAugmentation {
  /** Refuses what is out of range. */
  public GaussianNoise {
    if (!(deviation > 0 && deviation <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "noise(" + deviation + "): the deviation must be above 0 and finite. Try 0.1.");
    }
  }

  /** Takes a deviation of 0.1. */
  public GaussianNoise() {
    this(0.1);
  }

  @Override
  public String name() {
    return "noise";
  }

  @Override
  public NDArray apply(NDArray batch, Dims dims, SplittableRandom random) {
    double[] noise = new double[Math.toIntExact(batch.size())];
    Arrays.setAll(noise, i -> deviation * random.nextGaussian());
    return batch.add(Pixels.values(batch, noise, batch.getShape()));
  }

  @Override
  public String toString() {
    return "noise of deviation " + deviation;
  }
}
