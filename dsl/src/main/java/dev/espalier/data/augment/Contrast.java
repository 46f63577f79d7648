package dev.espalier.data.augment;

import ai.djl.ndarray.NDArray;
import com.google.auto.service.AutoService;
import dev.espalier.describe.value.Dims;
import dev.espalier.torch.Operators;
import java.util.SplittableRandom;

/**
 * A factor near 1 for the distance of an image's values from the mean of their channel, as
 * TensorFlow's {@code adjust_contrast} has it: it is right for inputs from 0 to 1 and for
 * standardised ones.
 *
 * @param most how far the factor is from 1 at most, above 0 and at most 1
 */
@AutoService(Augmentation.class)
public record Contrast(double most) implements ArrayAugmentation {

  /** Refuses what is out of range. */
  public Contrast {
    Images.requireUpTo("contrast", most, 1, 0.2);
  }

  /** Takes 0.2. */
  public Contrast() {
    this(0.2);
  }

  @Override
  public String name() {
    return "contrast";
  }

  @Override
  public void requireFit(Dims dims) {
    Images.requireImage(this, dims);
  }

  @Override
  public NDArray apply(NDArray batch, Dims dims, SplittableRandom random) {
    requireFit(dims);
    NDArray factors =
        Pixels.ofRows(batch, Pixels.draw(batch, () -> 1 + most * (2 * random.nextDouble() - 1)));
    NDArray middle = Operators.mean(batch, true, Pixels.HEIGHT, Pixels.WIDTH);
    return batch.sub(middle).mul(factors).add(middle);
  }

  @Override
  public String toString() {
    return "contrast by up to " + most;
  }
}
