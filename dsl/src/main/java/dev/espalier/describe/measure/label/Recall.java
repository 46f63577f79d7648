package dev.espalier.describe.measure.label;

import com.google.auto.service.AutoService;
import dev.espalier.describe.measure.Accumulator;
import dev.espalier.describe.measure.Better;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.measure.Outputs;
import dev.espalier.describe.problem.Given;

/**
 * How many of a class's samples are taken for it; 0 for a class that is only predicted. It is
 * scikit-learn's {@code recall_score}.
 *
 * @param average how the classes become one number
 */
@AutoService(Measure.class)
public record Recall(Average average) implements Measure {
  /** Refuses null. */
  public Recall {
    Given.all("average", average);
  }

  /** Takes macro. */
  public Recall() {
    this(Average.MACRO);
  }

  @Override
  public String name() {
    return average.of("recall");
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
        return ratio(right, actual);
      }
    };
  }
}
