package dev.espalier.data.augment;

import ai.djl.ndarray.NDArray;
import com.google.auto.service.AutoService;
import dev.espalier.describe.value.Dims;
import java.util.SplittableRandom;

/**
 * A crop of each image's own size, anywhere out of the image with a border around it.
 *
 * @param padding how many pixels on each side, from 1
 * @param mirrored whether they are the image's own, mirrored at its outermost pixels, which are not
 *     repeated; else zeros
 */
@AutoService(Augmentation.class)
public record RandomCrop(int padding, boolean mirrored) implements ArrayAugmentation {

  /** Refuses what is out of range. */
  public RandomCrop {
    Images.requireCount("crop", padding, 4);
  }

  /** Takes 4 pixels of zeros. */
  public RandomCrop() {
    this(4, false);
  }

  /** Surrounds images with their mirror image in place of zeros. */
  public RandomCrop reflected() {
    return new RandomCrop(padding, true);
  }

  @Override
  public String name() {
    return "crop";
  }

  @Override
  public void requireFit(Dims dims) {
    Images.requireSides(this, dims, padding + 1);
  }

  @Override
  public boolean moves() {
    return true;
  }

  @Override
  public NDArray apply(NDArray batch, Dims dims, SplittableRandom random) {
    requireFit(dims);
    return Pixels.moved(batch, padding, mirrored, random);
  }

  @Override
  public String toString() {
    return "random crop with %s pixels of %s"
        .formatted(padding, mirrored ? "reflection" : "padding");
  }
}
