package dev.espalier.describe.measure;

import com.google.auto.service.AutoService;
import java.util.OptionalDouble;

/**
 * The mean, over the classes that are there or were predicted, of the harmonic mean of precision
 * and recall; 0 for one that is never right.
 */
@AutoService(Measure.class)
public record MacroF1() implements Measure {
  @Override
  public String name() {
    return "macroF1";
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
        double sum = 0;
        int counted = 0;
        for (int c = 0; c < outputs.width(); c++) {
          long both = actual(c) + predicted(c);
          if (both > 0) {
            sum += 2.0 * count(c, c) / both;
            counted++;
          }
        }
        return OptionalDouble.of(sum / counted);
      }
    };
  }
}
