package dev.espalier.describe.layer.norm;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.describe.value.Setting;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Batch normalisation per channel (arXiv 1502.03167): {@code gamma (x - mean) / sqrt(var + epsilon)
 * + beta}, by the batch in training, by running statistics else. The channels are the first axis of
 * a sample, and the features of a sequence, over all its steps.
 *
 * <p>Parameters: {@code gamma}, {@code beta}, and the statistics {@code runningMean}, {@code
 * runningVar}, all (channels).
 *
 * @param epsilon added to the variance; default 1e-5
 * @param momentum the part of a running statistic that a batch replaces; default 0.1
 * @param gamma how the factors start; default ones
 * @param beta how the offsets start; default zeros
 */
public record BatchNorm(double epsilon, double momentum, Initial gamma, Initial beta)
    implements Layer {

  /** Refuses settings out of their range. */
  public BatchNorm {
    Given.all("gamma", gamma, "beta", beta);
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
    return Channels.require(this, in);
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    Dims dims = Dims.of(Channels.count(in));
    return List.of(
        Factors.spec("gamma", dims, gamma),
        Factors.spec("beta", dims, beta),
        ParameterSpec.statistic("runningMean", dims, Initial.zeros()),
        ParameterSpec.statistic("runningVar", dims, Initial.ones()));
  }

  @Override
  public String torchName(String parameter) {
    return Factors.torchName(parameter);
  }

  @Override
  public Formula formula(Dims in) {
    return formula(in, "False");
  }

  @Override
  public Formula trainingFormula(Dims in) {
    return formula(in, "True");
  }

  private Formula formula(Dims in, String training) {
    String value =
        Channels.first(
            in,
            x ->
                "torch.batch_norm(%s, gamma, beta, runningMean, runningVar, %s, %s, epsilon, False)"
                    .formatted(x, training, momentum));
    // In 32 bits, where LibTorch adds in 64, the constant has been rounded ever since.
    return Formula.of(
        "batchNorm",
        List.of(INPUT, "gamma", "beta", "runningMean", "runningVar"),
        """
        epsilon = %s if gamma.dtype == 7 else %s
        return %s
        """
            .formatted(epsilon, (double) (float) epsilon, value));
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    String x = Channels.isSequence(in) ? "first" : INPUT;
    OnnxNode node =
        OnnxNode.of("BatchNormalization", x, "gamma", "beta", "runningMean", "runningVar")
            .with("epsilon", epsilon);
    return Optional.of(
        Channels.isSequence(in) ? Channels.first(in, List.of(node.as("normal"))) : List.of(node));
  }

  @Override
  public String toString() {
    return "batchNorm()";
  }

  /** The settings of batch normalisation, each given at most once; a persistent value. */
  public static final class Builder extends NormSettings<Builder> {
    private static final Setting<Double> MOMENTUM = new Setting<>("momentum", 0.1);

    private Builder(Choices choices) {
      super(choices);
    }

    /** Sets the part of a running statistic that a batch replaces; default 0.1. */
    public Builder momentum(double value) {
      return with(choices.with(MOMENTUM, value));
    }

    @Override
    Builder with(Choices more) {
      return new Builder(more);
    }

    private BatchNorm build() {
      return new BatchNorm(epsilon(), choices.get(MOMENTUM), gamma(), beta());
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
          new Example("batch norm of images", Dims.of(2, 3, 3), standard(b -> b.momentum(0.3))),
          new Example("batch norm of steps", Dims.of(3, 2), standard()),
          new Example(
              "batch norm of volumes",
              Dims.of(2, 2, 3, 2),
              standard(b -> b.gamma(Initial.normal(1)).beta(Initial.constant(0.5)))));
    }
  }
}
