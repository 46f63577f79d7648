package dev.espalier.describe.measure;

import com.google.auto.service.AutoService;
import java.util.OptionalDouble;

/** The mean absolute error, {@code mean |y - p|}. */
@AutoService(Measure.class)
public record MeanAbsolute() implements Measure {
  @Override
  public String name() {
    return "mae";
  }

  @Override
  public Better better() {
    return Better.SMALLER;
  }

  @Override
  public boolean serves(Outputs outputs) {
    return !outputs.classes();
  }

  @Override
  public Accumulator over(Outputs outputs) {
    return new Errors(outputs) {
      @Override
      public OptionalDouble value() {
        return OptionalDouble.of(meanAbsolute());
      }
    };
  }
}
