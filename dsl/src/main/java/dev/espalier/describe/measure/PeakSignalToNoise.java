package dev.espalier.describe.measure;

import com.google.auto.service.AutoService;
import java.util.OptionalDouble;

/**
 * The peak signal to noise ratio, {@code -10 log10 mse} in decibels at a peak of 1; not defined
 * where the targets do not vary or every prediction is exact.
 */
@AutoService(Measure.class)
public record PeakSignalToNoise() implements Measure {
  @Override
  public String name() {
    return "psnr";
  }

  @Override
  public Better better() {
    return Better.LARGER;
  }

  @Override
  public boolean serves(Outputs outputs) {
    return !outputs.classes();
  }

  @Override
  public Accumulator over(Outputs outputs) {
    return new TargetErrors(outputs) {
      @Override
      public OptionalDouble value() {
        return constant() ? OptionalDouble.empty() : ifFinite(-10 * Math.log10(meanSquare()));
      }
    };
  }
}
