package dev.espalier.describe.layer;

import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import java.util.List;

/**
 * Batch normalisation per channel, the first axis of a sample (arXiv 1502.03167): {@code gamma (x -
 * mean) / sqrt(var + epsilon) + beta}, by the batch in training, by running statistics else.
 *
 * <p>Parameters: {@code gamma}, {@code beta}, and the statistics {@code runningMean}, {@code
 * runningVar}, all (channels).
 *
 * @param epsilon added to the variance; default 1e-5
 * @param momentum the part of a running statistic that a batch replaces; default 0.1
 */
public record BatchNorm(double epsilon, double momentum) implements Layer {

  /** Refuses settings out of their range. */
  public BatchNorm {
    if (!(epsilon > 0 && epsilon <= Float.MAX_VALUE) || !(momentum > 0 && momentum <= 1)) {
      throw new IllegalArgumentException(
          "batchNorm: epsilon %s must be above 0 and momentum %s in (0, 1]. Try 1e-5 and 0.1."
              .formatted(epsilon, momentum));
    }
  }

  /** Gives the layer with its default settings. */
  public static BatchNorm standard() {
    return new BatchNorm(1e-5, 0.1);
  }

  /** Gives this layer with another epsilon. */
  public BatchNorm epsilon(double value) {
    return new BatchNorm(value, momentum);
  }

  /** Gives this layer with another momentum. */
  public BatchNorm momentum(double value) {
    return new BatchNorm(epsilon, value);
  }

  @Override
  public String kind() {
    return "batchNorm";
  }

  @Override
  public Dims outputOf(Dims in) {
    if (in.rank() != 1 && in.rank() != 3) {
      throw new MisfitException(
          this + " needs features or (channels x height x width), but receives " + in,
          "layerNorm() for sequences");
    }
    return in;
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    long channels = in.size(0);
    Dims dims = Dims.of(channels);
    return List.of(
        ParameterSpec.trained("gamma", dims, channels, channels, Initial.ones()),
        ParameterSpec.trained("beta", dims, channels, channels, Initial.zeros()),
        ParameterSpec.statistic("runningMean", dims, Initial.zeros()),
        ParameterSpec.statistic("runningVar", dims, Initial.ones()));
  }

  @Override
  public String toString() {
    return "batchNorm()";
  }
}
