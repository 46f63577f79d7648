package dev.espalier.describe.measure;

import com.google.auto.service.AutoService;
import java.util.OptionalDouble;

/**
 * The mean loss: of classes the cross-entropy of logits, or half the squared distance of other
 * scores from the label's; of values the mean square.
 */
@AutoService(Measure.class)
public record MeanLoss() implements Measure {
  @Override
  public String name() {
    return "loss";
  }

  @Override
  public Better better() {
    return Better.SMALLER;
  }

  @Override
  public boolean serves(Outputs outputs) {
    return true;
  }

  @Override
  public Accumulator over(Outputs outputs) {
    if (!outputs.classes()) {
      return new MeanSquareError().over(outputs);
    }
    return new WeightedAccumulator() {
      private double sum;
      private double samples;

      @Override
      protected void addWeighted(
          double[] predictions, double[] targets, double[] weights, int rows) {
        for (int row = 0; row < rows; row++) {
          sum += weights[row] * ofRow(outputs, predictions, targets, row);
          samples += weights[row];
        }
      }

      @Override
      public OptionalDouble value() {
        return OptionalDouble.of(sum / samples);
      }
    };
  }

  /** Gives the loss of one of several rows. */
  public static double ofRow(Outputs outputs, double[] predictions, double[] targets, int row) {
    int width = outputs.width();
    int from = row * width;
    if (!outputs.classes()) {
      double squares = 0;
      for (int j = from; j < from + width; j++) {
        double difference = targets[j] - predictions[j];
        squares += difference * difference;
      }
      return squares / width;
    }
    int label = (int) targets[row];
    double largest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < width; c++) {
      largest = Math.max(largest, predictions[from + c]);
    }
    double sum = 0;
    for (int c = 0; c < width; c++) {
      double score = predictions[from + c];
      double away = score - (c == label ? 1 : 0);
      sum += outputs.logits() ? Math.exp(score - largest) : away * away / 2;
    }
    return outputs.logits() ? largest + Math.log(sum) - predictions[from + label] : sum;
  }
}
