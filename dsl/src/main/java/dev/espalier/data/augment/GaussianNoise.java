package dev.espalier.data.augment;

import dev.espalier.describe.value.Dims;
import java.util.SplittableRandom;

/** Normal noise on each value. */
record GaussianNoise(double deviation) implements Augmentation {
  GaussianNoise {
    if (!(deviation > 0 && deviation <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "noise(" + deviation + "): the deviation must be above 0 and finite. Try 0.1.");
    }
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
