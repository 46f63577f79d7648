package dev.espalier.describe.measure.label;

import com.google.auto.service.AutoService;
import dev.espalier.describe.measure.Accumulator;
import dev.espalier.describe.measure.Better;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.measure.Outputs;
import dev.espalier.describe.measure.WeightedAccumulator;
import java.util.OptionalDouble;

/**
 * How far the probability of the predicted class is from how often it is right: the mean distance
 * over 15 bins of equal width, each counting by its samples (Guo et al., arXiv 1706.04599).
 */
@AutoService(Measure.class)
public record CalibrationError() implements Measure {
  private static final int BINS = 15;

  @Override
  public String name() {
    return "calibrationError";
  }

  @Override
  public Better better() {
    return Better.SMALLER;
  }

  @Override
  public boolean serves(Outputs outputs) {
    return outputs.classes() && outputs.logits();
  }

  @Override
  public Accumulator over(Outputs outputs) {
    return new WeightedAccumulator() {
      private final double[] confidence = new double[BINS];
      private final double[] right = new double[BINS];
      private double samples;

      @Override
      protected void addWeighted(
          double[] predictions, double[] targets, double[] weights, int rows) {
        for (int row = 0; row < rows; row++) {
          double[] said = outputs.said(predictions, row);
          int best = 0;
          for (int c = 1; c < said.length; c++) {
            best = said[c] > said[best] ? c : best;
          }
          // Each bin has its upper end, so that 1 is in the last.
          int bin = Math.max(0, (int) Math.ceil(said[best] * BINS) - 1);
          confidence[bin] += weights[row] * said[best];
          right[bin] += best == (int) targets[row] ? weights[row] : 0;
          samples += weights[row];
        }
      }

      @Override
      public OptionalDouble value() {
        double sum = 0;
        for (int bin = 0; bin < BINS; bin++) {
          sum += Math.abs(confidence[bin] - right[bin]);
        }
        return samples == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / samples);
      }
    };
  }
}
