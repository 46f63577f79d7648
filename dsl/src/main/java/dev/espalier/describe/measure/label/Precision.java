package dev.espalier.describe.measure.label;

import com.google.auto.service.AutoService;
import dev.espalier.describe.measure.Accumulator;
import dev.espalier.describe.measure.Better;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.measure.Outputs;
import dev.espalier.describe.problem.Given;

/**
 * How many of the samples taken for a class are of it; 0 for a class that none is taken for. It is
 * scikit-learn's {@code precision_score}.
 *
 * @param average how the classes become one number
 */
@AutoService(Measure.class)
public record Precision(Average average) implements Measure {
  /** Refuses null. */
  public Precision {
    Given.all("average", average);
  }

  /** Takes macro. */
  public Precision() {
    this(Average.MACRO);
  }

  @Override
  public String name() {
    return average.of("precision");
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
        return ratio(right, predicted);
      }
    };
  }
}
