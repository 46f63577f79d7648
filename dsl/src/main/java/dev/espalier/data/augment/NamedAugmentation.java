package dev.espalier.data.augment;

import ai.djl.ndarray.NDArray;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Identified;
import java.util.SplittableRandom;

/** Another augmentation, known by its name. */
record NamedAugmentation(String name, Augmentation of) implements Augmentation, Identified {
  NamedAugmentation {
    Identified.requireName("Augmentation.named", name);
    if (of.parts().stream().anyMatch(SampleMixing.class::isInstance)) {
      throw new IllegalArgumentException(
          "Augmentation.named(\"%s\", ...): found %s, which mixes labels too and is known by its own name. Try it without named(...)."
              .formatted(name, of));
    }
  }

  @Override
  public void apply(float[] batch, Dims dims, int rows, SplittableRandom random) {
    of.apply(batch, dims, rows, random);
  }

  @Override
  public NDArray apply(NDArray batch, Dims dims, SplittableRandom random) {
    return of.apply(batch, dims, random);
  }

  @Override
  public void requireFit(Dims dims) {
    of.requireFit(dims);
  }

  @Override
  public boolean moves() {
    return of.moves();
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
