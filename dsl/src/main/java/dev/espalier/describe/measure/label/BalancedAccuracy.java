package dev.espalier.describe.measure.label;

import com.google.auto.service.AutoService;
import dev.espalier.describe.measure.Accumulator;
import dev.espalier.describe.measure.Better;
import dev.espalier.describe.measure.Confusion;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.measure.Outputs;
import java.util.OptionalDouble;

/**
 * The mean, over the classes that are there, of how many of their samples are told right: what
 * guessing one class alone cannot raise. It is scikit-learn's {@code balanced_accuracy_score}.
 */
@AutoService(Measure.class)
public record BalancedAccuracy() implements Measure {
  @Override
  public String name() {
    return "balancedAccuracy";
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
          if (actual(c) > 0) {
            sum += count(c, c) / actual(c);
            counted++;
          }
        }
        return counted == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / counted);
      }
    };
  }
}
