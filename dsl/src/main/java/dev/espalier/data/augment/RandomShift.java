package dev.espalier.data.augment;

import ai.djl.ndarray.NDArray;
import com.google.auto.service.AutoService;
import dev.espalier.describe.value.Dims;
import java.util.SplittableRandom;

/**
 * A move of each image by a few pixels.
 *
 * @param pixels how far at most, both ways, from 1
 */
@AutoService(Augmentation.class)
public record RandomShift(int pixels) implements ArrayAugmentation {
  private static final int MOST = 10_000;

  /** Refuses what is out of range. */
  public RandomShift {
    if (pixels < 1 || pixels > MOST) {
      throw new IllegalArgumentException(
          "shift(" + pixels + "): needed 1 to " + MOST + " pixels. Try 2.");
    }
  }

  /** Takes 2 pixels. */
  public RandomShift() {
    this(2);
  }

  @Override
  public String name() {
    return "shift";
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
    return Pixels.moved(batch, pixels, false, random);
  }

  @Override
  public String toString() {
    return "random shift by up to " + pixels + " pixels";
  }
}
