package dev.espalier.data.augment;

import com.google.auto.service.AutoService;
import dev.espalier.describe.value.Dims;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A move of each image by a few pixels.
 *
 * @param pixels how far at most, both ways, from 1
 */
@AutoService(Augmentation.class)
public record RandomShift(int pixels) implements Augmentation {
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
  public void apply(float[] batch, Dims dims, int rows, SplittableRandom random) {
    Images.requireImage(this, dims);
    int height = (int) dims.size(1);
    int width = (int) dims.size(2);
    int planes = (int) dims.size(0);
    float[] plane = new float[height * width];
    for (int row = 0; row < rows; row++) {
      int down = random.nextInt(-pixels, pixels + 1);
      int right = random.nextInt(-pixels, pixels + 1);
      for (int channel = 0; channel < planes; channel++) {
        int start = (row * planes + channel) * plane.length;
        System.arraycopy(batch, start, plane, 0, plane.length);
        Arrays.fill(batch, start, start + plane.length, 0);
        place(plane, batch, start, height, width, down, right);
      }
    }
  }

  private static void place(
      float[] plane, float[] batch, int start, int height, int width, int down, int right) {
    int count = width - Math.abs(right);
    if (count <= 0) {
      return;
    }
    int fromX = Math.max(0, -right);
    int toX = Math.max(0, right);
    for (int y = Math.max(0, down); y < Math.min(height, height + down); y++) {
      System.arraycopy(plane, (y - down) * width + fromX, batch, start + y * width + toX, count);
    }
  }

  @Override
  public String toString() {
    return "random shift by up to " + pixels + " pixels";
  }
}
