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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Instance normalisation (arXiv 1607.08022): each channel of each sample becomes {@code (x - mean)
 * / sqrt(var + epsilon)} over its points, and with factors {@code gamma} times that {@code + beta}.
 * The channels are the first axis of an image or a volume, and the features of a sequence.
 *
 * <p>Parameters: none, or {@code gamma} and {@code beta}, both (channels).
 *
 * @param epsilon added to the variance; default 1e-5
 * @param affine whether there are factors; default none, as in PyTorch
 * @param gamma how the factors start; default ones
 * @param beta how the offsets start; default zeros
 */
public record InstanceNorm(double epsilon, boolean affine, Initial gamma, Initial beta)
    implements Layer {

  /** Refuses settings out of their range. */
  public InstanceNorm {
    Given.all("gamma", gamma, "beta", beta);
    if (!(epsilon > 0 && epsilon <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "instanceNorm: epsilon %s must be above 0. Try 1e-5.".formatted(epsilon));
    }
  }

  /** Gives the layer with its default settings. */
  public static InstanceNorm standard() {
    return standard(all -> all);
  }

  /** Gives the layer with settings. */
  public static InstanceNorm standard(UnaryOperator<Builder> settings) {
    Given.all("settings", settings);
    Builder all = new Builder(Choices.of("instanceNorm()"));
    return Given.result("settings", settings.apply(all)).build();
  }

  @Override
  public String kind() {
    return "instanceNorm";
  }

  @Override
  public Dims outputOf(Dims in) {
    Channels.require(this, in);
    if (in.count() == Channels.count(in)) {
      throw new MisfitException(
          this + " needs more than one point a channel, but receives " + in, "layerNorm()");
    }
    return in;
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    return affine ? Factors.specs(Dims.of(Channels.count(in)), gamma, beta) : List.of();
  }

  @Override
  public String torchName(String parameter) {
    return Factors.torchName(parameter);
  }

  @Override
  public Formula formula(Dims in) {
    String factors = affine ? "gamma, beta" : "None, None";
    return Formula.of(
        "instanceNorm",
        affine ? List.of(INPUT, "gamma", "beta") : List.of(INPUT),
        Channels.first(
            in,
            x ->
                "torch.instance_norm(%s, %s, None, None, True, 0.0, %s, False)"
                    .formatted(x, factors, epsilon)));
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    OnnxNode node =
        affine
            ? OnnxNode.of("InstanceNormalization", "first", "gamma", "beta")
            : OnnxNode.of("InstanceNormalization", "first", "ones", "zeros");
    double[] ones = new double[Math.toIntExact(Channels.count(in))];
    Arrays.fill(ones, 1);
    OnnxNode normal = node.with("epsilon", epsilon).as("normal");
    return Optional.of(
        Channels.first(
            in,
            affine
                ? List.of(normal)
                : List.of(
                    OnnxNode.of("Constant").with("value_floats", ones).as("ones"),
                    OnnxNode.of("Constant")
                        .with("value_floats", new double[ones.length])
                        .as("zeros"),
                    normal)));
  }

  @Override
  public String toString() {
    return "instanceNorm()";
  }

  /** The settings of instance normalisation, each given at most once; a persistent value. */
  public static final class Builder extends NormSettings<Builder> {
    private static final Setting<Boolean> AFFINE = new Setting<>("affine()", false);

    private Builder(Choices choices) {
      super(choices);
    }

    /** Gives each channel a factor and an offset; those that start otherwise say so too. */
    public Builder affine() {
      return with(choices.with(AFFINE, true));
    }

    @Override
    Builder with(Choices more) {
      return new Builder(more);
    }

    private InstanceNorm build() {
      boolean affine = choices.get(AFFINE);
      if (!affine && !(gamma().equals(Initial.ones()) && beta().equals(Initial.zeros()))) {
        throw new IllegalArgumentException(
            "instanceNorm(): gamma or beta starts otherwise, but there is none. Try affine().");
      }
      return new InstanceNorm(epsilon(), affine, gamma(), beta());
    }
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<InstanceNorm> type() {
      return InstanceNorm.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("instance norm of images", Dims.of(2, 3, 2), standard()),
          new Example(
              "instance norm of steps",
              Dims.of(4, 3),
              standard(n -> n.affine().gamma(Initial.normal(1)).epsilon(1e-3))),
          new Example("instance norm of volumes", Dims.of(2, 2, 2, 2), standard(n -> n.affine())));
    }
  }
}
