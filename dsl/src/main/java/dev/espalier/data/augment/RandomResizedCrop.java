package dev.espalier.data.augment;

import ai.djl.ndarray.NDArray;
import com.google.auto.service.AutoService;
import dev.espalier.describe.value.Dims;
import java.util.SplittableRandom;

/**
 * A part of each image, anywhere, stretched to the image's size; pixels between pixels are computed
 * linearly. Area and sides are drawn, and what is computed from them is, as torchvision's {@code
 * RandomResizedCrop} does it: areas evenly, the logarithm of the width by the height evenly, and
 * the middle of the image where ten draws lie beyond it.
 *
 * @param leastArea the smallest part of the image's area, above 0
 * @param mostArea the largest, at most 1
 * @param ratio the largest width by height, and height by width, from 1
 */
@AutoService(Augmentation.class)
public record RandomResizedCrop(double leastArea, double mostArea, double ratio)
    implements ArrayAugmentation {
  /** The width by height that is usual at most. */
  public static final double USUAL_RATIO = 4.0 / 3;

  private static final int TRIES = 10;
  private static final double MOST_RATIO = 100;

  /** Refuses what is out of range. */
  public RandomResizedCrop {
    if (!(leastArea > 0 && leastArea <= mostArea && mostArea <= 1)
        || !(ratio >= 1 && ratio <= MOST_RATIO)
        || (leastArea == 1 && ratio == 1)) {
      throw new IllegalArgumentException(
          "resizedCrop: found areas from %s to %s and a ratio of %s, needed areas above 0 and at most 1 that are not all 1, and a ratio of 1 to 100. Try resizedCrop(0.5)."
              .formatted(leastArea, mostArea, ratio));
    }
  }

  /** Takes half of the area to all of it, with the usual ratio. */
  public RandomResizedCrop() {
    this(0.5, 1, USUAL_RATIO);
  }

  @Override
  public String name() {
    return "resized crop";
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
    int rows = Math.toIntExact(batch.getShape().get(0));
    long[] tops = new long[rows];
    long[] heights = new long[rows];
    long[] lefts = new long[rows];
    long[] widths = new long[rows];
    for (int row = 0; row < rows; row++) {
      Part part = draw(dims.size(1), dims.size(2), random);
      tops[row] = part.top();
      heights[row] = part.height();
      lefts[row] = part.left();
      widths[row] = part.width();
    }
    NDArray tall = Pixels.stretched(batch, tops, heights, Pixels.HEIGHT);
    return Pixels.stretched(tall, lefts, widths, Pixels.WIDTH);
  }

  private Part draw(long height, long width, SplittableRandom random) {
    for (int i = 0; i < TRIES; i++) {
      double area = (leastArea + (mostArea - leastArea) * random.nextDouble()) * height * width;
      double sides = Math.exp(Math.log(ratio) * (2 * random.nextDouble() - 1));
      long wide = Math.round(Math.sqrt(area * sides));
      long high = Math.round(Math.sqrt(area / sides));
      if (wide > 0 && wide <= width && high > 0 && high <= height) {
        return new Part(
            random.nextLong(height - high + 1), high, random.nextLong(width - wide + 1), wide);
      }
    }
    long wide = Math.min(width, Math.round(height * ratio));
    long high = Math.min(height, Math.round(width * ratio));
    return new Part((height - high) / 2, high, (width - wide) / 2, wide);
  }

  /** What becomes the whole image. */
  private record Part(long top, long height, long left, long width) {}

  @Override
  public String toString() {
    return "random crop of %s to %s of the area".formatted(leastArea, mostArea)
        + (ratio == USUAL_RATIO ? "" : ", sides up to " + ratio);
  }
}
