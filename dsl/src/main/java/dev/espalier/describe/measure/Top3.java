package dev.espalier.describe.measure;

import com.google.auto.service.AutoService;
import java.util.OptionalDouble;

/**
 * The share of samples with fewer than three other classes that score as high as the label or
 * higher, from four classes on; a tie, or a score that is not a number, counts as a higher one.
 */
@AutoService(Measure.class)
public record Top3() implements Measure {
  private static final int TOP = 3;

  @Override
  public String name() {
    return "top3";
  }

  @Override
  public Better better() {
    return Better.LARGER;
  }

  @Override
  public boolean serves(Outputs outputs) {
    return outputs.classes() && outputs.width() > TOP;
  }

  @Override
  public Accumulator over(Outputs outputs) {
    int classes = outputs.width();
    return new WeightedAccumulator() {
      private double samples;
      private double inTop;

      @Override
      protected void addWeighted(
          double[] predictions, double[] targets, double[] weights, int rows) {
        for (int row = 0; row < rows; row++) {
          int from = row * classes;
          int label = (int) targets[row];
          int notBelow = 0;
          for (int c = 0; c < classes; c++) {
            if (c != label && !(predictions[from + c] < predictions[from + label])) {
              notBelow++;
            }
          }
          inTop += notBelow < TOP ? weights[row] : 0;
          samples += weights[row];
        }
      }

      @Override
      public OptionalDouble value() {
        return OptionalDouble.of(inTop / samples);
      }
    };
  }
}
