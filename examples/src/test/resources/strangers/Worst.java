package org.example;

import dev.espalier.describe.measure.Accumulator;
import dev.espalier.describe.measure.Better;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.measure.Outputs;
import java.util.OptionalDouble;

/** The largest error of any value. */
public record Worst() implements Measure {
  public String name() {
    return "worst";
  }

  public Better better() {
    return Better.SMALLER;
  }

  public boolean serves(Outputs outputs) {
    return !outputs.classes();
  }

  public Accumulator over(Outputs outputs) {
    return new Accumulator() {
      private double worst;

      public void add(double[] predictions, double[] targets, int count) {
        for (int i = 0; i < count * outputs.width(); i++) {
          worst = Math.max(worst, Math.abs(predictions[i] - targets[i]));
        }
      }

      public OptionalDouble value() {
        return OptionalDouble.of(worst);
      }
    };
  }
}
