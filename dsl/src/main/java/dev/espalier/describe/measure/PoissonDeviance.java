package dev.espalier.describe.measure;

import com.google.auto.service.AutoService;
import java.util.OptionalDouble;

/**
 * The mean of {@code 2 (t log(t / p) - t + p)} over counts {@code t} and rates {@code p}; 0 if they
 * are equal. It is scikit-learn's {@code mean_poisson_deviance}; nothing where a rate is not above
 * 0, or a count below.
 */
@AutoService(Measure.class)
public record PoissonDeviance() implements Measure {
  @Override
  public String name() {
    return "poissonDeviance";
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
      private double sum;
      private double count;

      @Override
      protected void addWeighted(
          double[] predictions, double[] targets, double[] weights, int rows) {
        for (int i = 0; i < rows * width; i++) {
          double rate = predictions[i];
          double target = targets[i];
          boolean defined = rate > 0 && target >= 0;
          double logarithm = target == 0 ? 0 : target * Math.log(target / rate);
          double deviance = defined ? 2 * (logarithm - target + rate) : Double.NaN;
          sum += weights[i / width] * deviance;
          count += weights[i / width];
        }
      }

      @Override
      public OptionalDouble value() {
        return Errors.ifFinite(sum / count);
      }
    };
  }
}
