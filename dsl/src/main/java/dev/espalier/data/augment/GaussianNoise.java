package dev.espalier.data.augment;

import com.google.auto.service.AutoService;
import dev.espalier.describe.value.Dims;
import java.util.SplittableRandom;

/**
 * Normal noise on each value.
 *
 * @param deviation the standard deviation, above 0
 */
@AutoService(Augmentation.class)
public record GaussianNoise(double deviation) implements Augmentation {
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
  public void apply(float[] batch, Dims dims, int rows, SplittableRandom random) {
    int count = Math.toIntExact(rows * dims.count());
    for (int i = 0; i < count; i++) {
      batch[i] += (float) (deviation * random.nextGaussian());
    }
  }

  @Override
  public String toString() {
    return "noise of deviation " + deviation;
  }
}
