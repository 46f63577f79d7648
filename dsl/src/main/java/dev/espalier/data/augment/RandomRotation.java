package dev.espalier.data.augment;

import ai.djl.ndarray.NDArray;
import com.google.auto.service.AutoService;
import dev.espalier.describe.value.Dims;
import java.util.SplittableRandom;

/**
 * A turn of each image around its middle; pixels between pixels are computed linearly, and zeros
 * come in, as torch's {@code affine_grid} and {@code grid_sample} with {@code align_corners=False}
 * do.
 *
 * @param degrees how far at most, both ways, above 0 and at most 180
 */
@AutoService(Augmentation.class)
public record RandomRotation(double degrees) implements ArrayAugmentation {

  /** Refuses what is out of range. */
  public RandomRotation {
    Images.requireUpTo("rotation", degrees, 180, 15);
  }

  /** Takes 15 degrees. */
  public RandomRotation() {
    this(15);
  }

  @Override
  public String name() {
    return "rotation";
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
    double[] angles =
        Pixels.draw(batch, () -> Math.toRadians(degrees * (2 * random.nextDouble() - 1)));
    return Pixels.turned(batch, angles);
  }

  @Override
  public String toString() {
    return "random rotation by up to " + degrees + " degrees";
  }
}
