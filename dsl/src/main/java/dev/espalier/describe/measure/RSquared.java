package dev.espalier.describe.measure;

import com.google.auto.service.AutoService;
import java.util.OptionalDouble;

/**
 * {@code r2 = 1 - sum (y - p)^2 / sum (y - mean)^2}, with each place's own mean over the samples;
 * not defined where all samples have the same target.
 */
@AutoService(Measure.class)
public record RSquared() implements Measure {
  @Override
  public String name() {
    return "r2";
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
        return ifFinite(1 - squares() / spread());
      }
    };
  }
}
