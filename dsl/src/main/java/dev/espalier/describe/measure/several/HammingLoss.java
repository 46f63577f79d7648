package dev.espalier.describe.measure.several;

import com.google.auto.service.AutoService;
import dev.espalier.describe.measure.Accumulator;
import dev.espalier.describe.measure.Better;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.measure.Outputs;
import java.util.OptionalDouble;

/**
 * The share of all labels of all samples that are said wrongly. It is scikit-learn's {@code
 * hamming_loss}.
 *
 * @param threshold the probability from which on a label is said to be there
 */
@AutoService(Measure.class)
public record HammingLoss(double threshold) implements Measure {
  /** Refuses a threshold that is not between 0 and 1. */
  public HammingLoss {
    LabelAccumulator.require("hammingLoss", threshold);
  }

  /** Takes 0.5. */
  public HammingLoss() {
    this(0.5);
  }

  @Override
  public String name() {
    return "hammingLoss";
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
    return new LabelAccumulator(outputs, threshold) {
      private double wrong;
      private double all;

      @Override
      void add(boolean[] said, boolean[] there, double weight) {
        for (int label = 0; label < said.length; label++) {
          wrong += said[label] == there[label] ? 0 : weight;
        }
        all += weight * said.length;
      }

      @Override
      public OptionalDouble value() {
        return OptionalDouble.of(wrong / all);
      }
    };
  }
}
