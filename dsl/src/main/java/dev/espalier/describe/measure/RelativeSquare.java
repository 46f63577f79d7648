package dev.espalier.describe.measure;

import com.google.auto.service.AutoService;
import java.util.OptionalDouble;

/**
 * The relative square error, {@code sum (y - p)^2 / sum y^2}; not defined where the targets do not
 * vary.
 */
@AutoService(Measure.class)
public record RelativeSquare() implements Measure {
  @Override
  public String name() {
    return "rse";
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
    return new TargetErrors(outputs) {
      @Override
      public OptionalDouble value() {
        return constant() ? OptionalDouble.empty() : ifFinite(squares() / targetSquares());
      }
    };
  }
}
