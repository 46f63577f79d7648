package dev.espalier.data.augment;

import ai.djl.ndarray.NDArray;
import com.google.auto.service.AutoService;
import dev.espalier.describe.value.Dims;
import java.util.SplittableRandom;

/**
 * Zeros in neighbouring steps of each sequence (steps x features), or columns of each spectrogram
 * (channels x frequencies x steps), anywhere (SpecAugment, arXiv 1904.08779).
 *
 * @param most how many at most, from 1; how many is drawn evenly, from 0 on
 */
@AutoService(Augmentation.class)
public record TimeMask(int most) implements ArrayAugmentation {

  /** Refuses what is out of range. */
  public TimeMask {
    Images.requireCount("timeMask", most, 5);
  }

  /** Takes up to 5. */
  public TimeMask() {
    this(5);
  }

  @Override
  public String name() {
    return "time mask";
  }

  @Override
  public void requireFit(Dims dims) {
    Images.requireMask(this, dims, most, axis(dims), "steps");
  }

  @Override
  public NDArray apply(NDArray batch, Dims dims, SplittableRandom random) {
    requireFit(dims);
    return Pixels.masked(batch, most, axis(dims) + 1, random);
  }

  private static int axis(Dims dims) {
    return dims.rank() == 2 ? 0 : 2;
  }

  @Override
  public String toString() {
    return "time mask of up to " + most + " steps";
  }
}
