package dev.espalier.describe.measure.label;

import com.google.auto.service.AutoService;
import dev.espalier.describe.measure.Accumulator;
import dev.espalier.describe.measure.Better;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.measure.Outputs;

/**
 * The mean over classes of intersection over union, also called the Jaccard index: what is rightly
 * taken for a class, of all that is of it or taken for it. A class that neither occurs nor is
 * predicted is left out. It is scikit-learn's {@code jaccard_score} with {@code average='macro'}.
 */
@AutoService(Measure.class)
public record MeanIou() implements Measure {
  @Override
  public String name() {
    return "meanIou";
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
    return new ClassCounts(outputs.width(), Average.MACRO) {
      @Override
      double of(double right, double actual, double predicted) {
        return ratio(right, actual + predicted - right);
      }
    };
  }
}
