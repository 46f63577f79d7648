package dev.espalier.data.augment;

import com.google.auto.service.AutoService;
import dev.espalier.describe.value.Dims;
import java.util.SplittableRandom;

/** A mirror from left to right, for every other image. */
@AutoService(Augmentation.class)
public record RandomFlip() implements Augmentation {
  @Override
  public String name() {
    return "flip";
  }

  @Override
  public void apply(float[] batch, Dims dims, int rows, SplittableRandom random) {
    Images.requireImage(this, dims);
    int width = (int) dims.size(2);
    int values = (int) dims.count();
    for (int row = 0; row < rows; row++) {
      if (random.nextBoolean()) {
        mirror(batch, row * values, values, width);
      }
    }
  }

  private static void mirror(float[] batch, int start, int values, int width) {
    for (int line = start; line < start + values; line += width) {
      for (int left = line, right = line + width - 1; left < right; left++, right--) {
        float moved = batch[left];
        batch[left] = batch[right];
        batch[right] = moved;
      }
    }
  }

  @Override
  public String toString() {
    return "random flip";
  }
}
