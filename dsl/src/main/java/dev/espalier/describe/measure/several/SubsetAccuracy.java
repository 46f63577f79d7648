package dev.espalier.describe.measure.several;

import com.google.auto.service.AutoService;
import dev.espalier.describe.measure.Accumulator;
import dev.espalier.describe.measure.Better;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.measure.Outputs;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The share of samples all labels of which are said rightly; with one label it is the accuracy. It
 * is scikit-learn's {@code accuracy_score} of several labels.
 *
 * @param threshold the probability from which on a label is said to be there
 */
@AutoService(Measure.class)
public record SubsetAccuracy(double threshold) implements Measure {
  /** Refuses a threshold that is not between 0 and 1. */
  public SubsetAccuracy {
    LabelAccumulator.require("subsetAccuracy", threshold);
  }

  /** Takes 0.5. */
  public SubsetAccuracy() {
    this(0.5);
  }

  @Override
  public String name() {
    return "subsetAccuracy";
  }

  @Override
  public Better better() {
    return Better.LARGER;
  }

  @Override
  public boolean serves(Outputs outputs) {
    return !outputs.classes();
  }

  @Override
  public Accumulator over(Outputs outputs) {
    return new LabelAccumulator(outputs, threshold) {
      private double right;
      private double all;

      @Override
      void add(boolean[] said, boolean[] there, double weight) {
        right += Arrays.equals(said, there) ? weight : 0;
        all += weight;
      }

      @Override
      public OptionalDouble value() {
        return OptionalDouble.of(right / all);
      }
    };
  }
}
