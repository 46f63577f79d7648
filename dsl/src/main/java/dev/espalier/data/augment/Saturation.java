package dev.espalier.data.augment;

import ai.djl.ndarray.NDArray;
import com.google.auto.service.AutoService;
import dev.espalier.describe.value.Dims;
import java.util.SplittableRandom;

/**
 * A factor near 1 for the distance of an image's red, green and blue from its gray by ITU-R 601, as
 * torchvision's {@code adjust_saturation} has it, without its limits of 0 and 1.
 *
 * @param most how far the factor is from 1 at most, above 0 and at most 1
 */
@AutoService(Augmentation.class)
public record Saturation(double most) implements ArrayAugmentation {

  /** Refuses what is out of range. */
  public Saturation {
    Images.requireUpTo("saturation", most, 1, 0.2);
  }

  /** Takes 0.2. */
  public Saturation() {
    this(0.2);
  }

  @Override
  public String name() {
    return "saturation";
  }

  @Override
  public void requireFit(Dims dims) {
    Images.requireImage(this, dims);
    if (dims.size(0) != 3) {
      throw Images.misfit(this, dims, "3 channels, red, green and blue");
    }
  }

  @Override
  public NDArray apply(NDArray batch, Dims dims, SplittableRandom random) {
    requireFit(dims);
    NDArray factors =
        Pixels.ofRows(batch, Pixels.draw(batch, () -> 1 + most * (2 * random.nextDouble() - 1)));
    NDArray gray = Pixels.gray(batch);
    return batch.sub(gray).mul(factors).add(gray);
  }

  @Override
  public String toString() {
    return "saturation by up to " + most;
  }
}
