package dev.espalier.describe.measure;

import com.google.auto.service.AutoService;
import java.util.OptionalDouble;

/** The share of samples whose class is the one that scores highest. */
@AutoService(Measure.class)
public record Accuracy() implements Measure {
  @Override
  public String name() {
    return "accuracy";
  }

  @Override
  public Better better() {
    return Better.LARGER;
  }

  @Override
  public boolean serves(Outputs outputs) {
    return outputs.classes();
  }

  @Override
  public Accumulator over(Outputs outputs) {
    return new Confusion(outputs.width()) {
      @Override
      public OptionalDouble value() {
        double right = 0;
        double samples = 0;
        for (int c = 0; c < outputs.width(); c++) {
          right += count(c, c);
          samples += actual(c);
        }
        return OptionalDouble.of(right / samples);
      }
    };
  }
}
