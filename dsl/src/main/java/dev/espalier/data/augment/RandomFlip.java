package dev.espalier.data.augment;

import ai.djl.ndarray.NDArray;
import com.google.auto.service.AutoService;
import dev.espalier.describe.value.Dims;
import java.util.SplittableRandom;

/** A mirror from left to right, for every other image. */
@AutoService(Augmentation.class)
public record RandomFlip() implements ArrayAugmentation {
  @Override
  public String name() {
    return "flip";
  }

  @Override
  public void requireFit(Dims dims) {
    Images.requireImage(this, dims);
  }

  @Override
  public boolean moves() {
    return true;
  }

  @Override
  public NDArray apply(NDArray batch, Dims dims, SplittableRandom random) {
    requireFit(dims);
    return Pixels.mirrored(batch, Pixels.WIDTH, random);
  }

  @Override
  public String toString() {
    return "random flip";
  }
}
