package dev.espalier.train.feed;

import ai.djl.ndarray.NDArray;
import dev.espalier.data.augment.Augmentation;
import dev.espalier.describe.value.Dims;
import java.util.List;
import java.util.SplittableRandom;

/** Applies augmentations to a batch, on its device. */
public final class Augmenting {
  private Augmenting() {}

  public static NDArray apply(
      List<Augmentation> augmentations, NDArray input, Dims dims, SplittableRandom random) {
    NDArray changed = input;
    for (Augmentation augmentation : augmentations) {
      changed = augmentation.apply(changed, dims, random);
    }
    return changed.toType(input.getDataType(), false);
  }
}
