package dev.espalier.describe.measure.label;

import com.google.auto.service.AutoService;
import dev.espalier.describe.measure.Accumulator;
import dev.espalier.describe.measure.Better;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.measure.Outputs;
import dev.espalier.describe.problem.Given;

/**
 * The harmonic mean of precision and recall; 0 for a class that is never right. It is
 * scikit-learn's {@code f1_score}.
 *
 * @param average how the classes become one number
 */
@AutoService(Measure.class)
public record F1(Average average) implements Measure {
  /** Refuses null. */
  public F1 {
    Given.all("average", average);
  }

  /** Takes macro. */
  public F1() {
    this(Average.MACRO);
  }

  @Override
  public String name() {
    return average == Average.MACRO ? "macroF1" : average.of("f1");
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
    return new ClassCounts(outputs.width(), average) {
      @Override
      double of(double right, double actual, double predicted) {
        return ratio(2 * right, actual + predicted);
      }
    };
  }
}
