package dev.espalier.data.augment;

import ai.djl.ndarray.NDArray;
import dev.espalier.describe.value.Dims;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** One augmentation and then another. */
record AugmentationChain(Augmentation first, Augmentation next) implements Augmentation {
  @Override
  public void apply(float[] batch, Dims dims, int rows, SplittableRandom random) {
    first.apply(batch, dims, rows, random);
    next.apply(batch, dims, rows, random);
  }

  @Override
  public NDArray apply(NDArray batch, Dims dims, SplittableRandom random) {
    return next.apply(first.apply(batch, dims, random), dims, random);
  }

  @Override
  public void requireFit(Dims dims) {
    parts().forEach(part -> part.requireFit(dims));
  }

  @Override
  public boolean moves() {
    return parts().stream().anyMatch(Augmentation::moves);
  }

  @Override
  public List<Augmentation> parts() {
    return Stream.concat(first.parts().stream(), next.parts().stream()).toList();
  }

  @Override
  public String toString() {
    return first + ", " + next;
  }
}
