package dev.espalier.describe.measure;

import com.google.auto.service.AutoService;
import java.util.OptionalDouble;

/** The mean square error, {@code mean (y - p)^2}. */
@AutoService(Measure.class)
public record MeanSquareError() implements Measure {
  @Override
  public String name() {
    return "mse";
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
        return OptionalDouble.of(meanSquare());
      }
    };
  }
}
