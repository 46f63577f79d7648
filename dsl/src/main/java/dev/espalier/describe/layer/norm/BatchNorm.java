package dev.espalier.describe.layer.norm;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.describe.value.Setting;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

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
    return standard(all -> all);
  }

  /** Gives the layer with settings. */
  public static BatchNorm standard(UnaryOperator<Builder> settings) {
    Given.all("settings", settings);
    Builder all = new Builder(Choices.of("batchNorm()"));
    return Given.result("settings", settings.apply(all)).build();
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
  public String torchName(String parameter) {
    return switch (parameter) {
      case "gamma" -> "weight";
      case "beta" -> "bias";
      case "runningMean" -> "running_mean";
      case "runningVar" -> "running_var";
      default -> parameter;
    };
  }

  @Override
  public Formula formula(Dims in) {
    return formula("False");
  }

  @Override
  public Formula trainingFormula(Dims in) {
    return formula("True");
  }

  private Formula formula(String training) {
    // In 32 bits, where LibTorch adds in 64, the constant has been rounded ever since.
    return Formula.of(
        "batchNorm",
        List.of(INPUT, "gamma", "beta", "runningMean", "runningVar"),
        """
        epsilon = %s if gamma.dtype == 7 else %s
        return torch.batch_norm(x, gamma, beta, runningMean, runningVar, %s, %s, epsilon, False)
        """
            .formatted(epsilon, (double) (float) epsilon, training, momentum));
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    return Optional.of(
        List.of(
            OnnxNode.of("BatchNormalization", INPUT, "gamma", "beta", "runningMean", "runningVar")
                .with("epsilon", epsilon)));
  }

  @Override
  public String toString() {
    return "batchNorm()";
  }

  /** The settings of batch normalisation, each given at most once; a persistent value. */
  public static final class Builder {
    private static final Setting<Double> EPSILON = new Setting<>("epsilon", 1e-5);
    private static final Setting<Double> MOMENTUM = new Setting<>("momentum", 0.1);

    private final Choices choices;

    private Builder(Choices choices) {
      this.choices = choices;
    }

    /** Sets what is added to the variance; default 1e-5. */
    public Builder epsilon(double value) {
      return with(choices.with(EPSILON, value));
    }

    /** Sets the part of a running statistic that a batch replaces; default 0.1. */
    public Builder momentum(double value) {
      return with(choices.with(MOMENTUM, value));
    }

    private Builder with(Choices more) {
      return new Builder(more);
    }

    private BatchNorm build() {
      return new BatchNorm(choices.get(EPSILON), choices.get(MOMENTUM));
    }

    @Override
    public String toString() {
      return choices.toString();
    }
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<BatchNorm> type() {
      return BatchNorm.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("batch norm of features", Dims.of(4), standard(b -> b.epsilon(1e-3))),
          new Example("batch norm of images", Dims.of(2, 3, 3), standard(b -> b.momentum(0.3))));
    }
  }
}
