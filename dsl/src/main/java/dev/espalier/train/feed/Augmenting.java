package dev.espalier.train.feed;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.espalier.data.augment.Augmentation;
import dev.espalier.describe.value.Dims;
import java.util.List;
import java.util.SplittableRandom;

/** Applies augmentations to a batch, on the host. */
public final class Augmenting {
  private Augmenting() {}

  public static NDArray apply(
      List<Augmentation> augmentations, NDArray input, Dims dims, SplittableRandom random) {
    int rows = (int) input.getShape().get(0);
    float[] values = input.toType(DataType.FLOAT32, false).toFloatArray();
    augmentations.forEach(augmentation -> augmentation.apply(values, dims, rows, random));
    return HostArrays.of(input.getManager(), values, input.getShape(), input.getDataType());
  }
}
