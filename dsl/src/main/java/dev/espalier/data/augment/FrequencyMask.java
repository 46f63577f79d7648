package dev.espalier.data.augment;

import ai.djl.ndarray.NDArray;
import com.google.auto.service.AutoService;
import dev.espalier.describe.value.Dims;
import java.util.SplittableRandom;

/**
 * Zeros in neighbouring features of each sequence (steps x features), or frequencies of each
 * spectrogram (channels x frequencies x steps), anywhere (SpecAugment, arXiv 1904.08779).
 *
 * @param most how many at most, from 1; how many is drawn evenly, from 0 on
 */
@AutoService(Augmentation.class)
public record FrequencyMask(int most) implements ArrayAugmentation {

  /** Refuses what is out of range. */
  public FrequencyMask {
    Images.requireCount("frequencyMask", most, 5);
  }

  /** Takes up to 5. */
  public FrequencyMask() {
    this(5);
  }

  @Override
  public String name() {
    return "frequency mask";
  }

  @Override
  public void requireFit(Dims dims) {
    Images.requireMask(this, dims, most, 1, "frequencies");
  }

  @Override
  public NDArray apply(NDArray batch, Dims dims, SplittableRandom random) {
    requireFit(dims);
    return Pixels.masked(batch, most, 2, random);
  }

  @Override
  public String toString() {
    return "frequency mask of up to " + most + " frequencies";
  }
}
