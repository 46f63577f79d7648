package dev.espalier.data.augment;

import ai.djl.ndarray.NDArray;
import com.google.auto.service.AutoService;
import dev.espalier.describe.value.Dims;
import java.util.SplittableRandom;

/**
 * A number of up to so much, above or below 0, added to all values of an image, as TensorFlow's
 * {@code adjust_brightness} does: it is right for inputs from 0 to 1 and for standardised ones.
 *
 * @param most how much at most, in the unit of the inputs, above 0 and finite
 */
@AutoService(Augmentation.class)
public record Brightness(double most) implements ArrayAugmentation {

  /** Refuses what is out of range. */
  public Brightness {
    Images.requireUpTo("brightness", most, Float.MAX_VALUE, 0.2);
  }

  /** Takes 0.2. */
  public Brightness() {
    this(0.2);
  }

  @Override
  public String name() {
    return "brightness";
  }

  @Override
  public void requireFit(Dims dims) {
    Images.requireImage(this, dims);
  }

  @Override
  public NDArray apply(NDArray batch, Dims dims, SplittableRandom random) {
    requireFit(dims);
    return batch.add(
        Pixels.ofRows(batch, Pixels.draw(batch, () -> most * (2 * random.nextDouble() - 1))));
  }

  @Override
  public String toString() {
    return "brightness by up to " + most;
  }
}
