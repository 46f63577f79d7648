package dev.espalier.data.augment;

import dev.espalier.describe.value.Dims;
import java.util.SplittableRandom;

/** One augmentation and then another. */
record AugmentationChain(Augmentation first, Augmentation next) implements Augmentation {
  @Override
  public void apply(float[] batch, Dims dims, int rows, SplittableRandom random) {
    first.apply(batch, dims, rows, random);
    next.apply(batch, dims, rows, random);
  }

  @Override
  public String toString() {
    return first + ", " + next;
  }
}
