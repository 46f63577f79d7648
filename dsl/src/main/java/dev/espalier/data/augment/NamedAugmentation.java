package dev.espalier.data.augment;

import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Identified;
import java.util.SplittableRandom;

/** Another augmentation, known by its name. */
record NamedAugmentation(String name, Augmentation of) implements Augmentation, Identified {
  NamedAugmentation {
    Identified.requireName("Augmentation.named", name);
  }

  @Override
  public void apply(float[] batch, Dims dims, int rows, SplittableRandom random) {
    of.apply(batch, dims, rows, random);
  }

  @Override
  public Object identity() {
    return name;
  }

  @Override
  public String toString() {
    return name;
  }
}
