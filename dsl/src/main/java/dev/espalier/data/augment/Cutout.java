package dev.espalier.data.augment;

import ai.djl.ndarray.NDArray;
import com.google.auto.service.AutoService;
import dev.espalier.describe.value.Dims;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Zeros in a square of each image whose middle is anywhere in it, so that a part may be beyond the
 * edge (arXiv 1708.04552).
 *
 * @param side of the square in pixels, from 1
 */
@AutoService(Augmentation.class)
public record Cutout(int side) implements ArrayAugmentation {

  /** Refuses what is out of range. */
  public Cutout {
    Images.requireCount("cutout", side, 8);
  }

  /** Takes 8 pixels. */
  public Cutout() {
    this(8);
  }

  @Override
  public String name() {
    return "cutout";
  }

  @Override
  public void requireFit(Dims dims) {
    Images.requireSides(this, dims, side);
  }

  @Override
  public NDArray apply(NDArray batch, Dims dims, SplittableRandom random) {
    requireFit(dims);
    int rows = Math.toIntExact(batch.getShape().get(0));
    long[] tops = new long[rows];
    long[] lefts = new long[rows];
    for (int row = 0; row < rows; row++) {
      tops[row] = random.nextLong(dims.size(1)) - side / 2;
      lefts[row] = random.nextLong(dims.size(2)) - side / 2;
    }
    return Pixels.erased(batch, tops, ends(tops), lefts, ends(lefts));
  }

  private long[] ends(long[] starts) {
    return Arrays.stream(starts).map(start -> start + side).toArray();
  }

  @Override
  public String toString() {
    return "cutout of %s x %s pixels".formatted(side, side);
  }
}
