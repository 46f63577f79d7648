package dev.espalier.describe.measure;

import com.google.auto.service.AutoService;
import java.util.OptionalDouble;

/**
 * The root of the mean square error, in the targets' units; of several values a row the mean of
 * each one's own. It is scikit-learn's {@code root_mean_squared_error}.
 */
@AutoService(Measure.class)
public record RootMeanSquare() implements Measure {
  @Override
  public String name() {
    return "rmse";
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
    int width = outputs.width();
    return new WeightedAccumulator() {
      private final double[] squares = new double[width];
      private double samples;

      @Override
      protected void addWeighted(
          double[] predictions, double[] targets, double[] weights, int rows) {
        for (int i = 0; i < rows * width; i++) {
          double difference = targets[i] - predictions[i];
          squares[i % width] += weights[i / width] * (difference * difference);
        }
        for (int row = 0; row < rows; row++) {
          samples += weights[row];
        }
      }

      @Override
      public OptionalDouble value() {
        double sum = 0;
        for (double square : squares) {
          sum += Math.sqrt(square / samples);
        }
        return OptionalDouble.of(sum / width);
      }
    };
  }
}
