package org.example;

import dev.espalier.data.augment.Augmentation;
import dev.espalier.describe.value.Dims;
import java.util.SplittableRandom;

/** Makes each picture darker, by another part. */
public record Fade(double most) implements Augmentation {
  public Fade() {
    this(0.2);
  }

  public String name() {
    return "fade";
  }

  public void apply(float[] batch, Dims dims, int rows, SplittableRandom random) {
    int values = (int) dims.count();
    for (int row = 0; row < rows; row++) {
      float left = (float) (1 - most * random.nextDouble());
      for (int i = row * values; i < (row + 1) * values; i++) {
        batch[i] *= left;
      }
    }
  }
}
