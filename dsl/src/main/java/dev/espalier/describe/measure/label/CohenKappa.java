package dev.espalier.describe.measure.label;

import com.google.auto.service.AutoService;
import dev.espalier.describe.measure.Accumulator;
import dev.espalier.describe.measure.Better;
import dev.espalier.describe.measure.Confusion;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.measure.Outputs;
import java.util.OptionalDouble;

/**
 * How much more often predictions and labels agree than by chance, {@code (p - e) / (1 - e)}: 0 for
 * chance, 1 for always (Cohen 1960). It is not defined where chance alone always agrees. It is
 * scikit-learn's {@code cohen_kappa_score}.
 */
@AutoService(Measure.class)
public record CohenKappa() implements Measure {
  @Override
  public String name() {
    return "kappa";
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
        double samples = 0;
        double right = 0;
        double chance = 0;
        for (int c = 0; c < outputs.width(); c++) {
          samples += actual(c);
          right += count(c, c);
          chance += actual(c) * predicted(c);
        }
        double expected = chance / (samples * samples);
        return samples == 0 || expected == 1
            ? OptionalDouble.empty()
            : OptionalDouble.of((right / samples - expected) / (1 - expected));
      }
    };
  }
}
