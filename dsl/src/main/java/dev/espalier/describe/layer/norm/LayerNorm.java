package dev.espalier.describe.layer.norm;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.StepMask;
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
 * Layer normalisation over the last axes of each sample (arXiv 1607.06450): {@code gamma (x - mean)
 * / sqrt(var + epsilon) + beta}.
 *
 * <p>Parameters: {@code gamma} and {@code beta}, of the shape of the axes normalised over.
 *
 * @param axes how many of the last axes are normalised together; default 1
 * @param epsilon added to the variance; default 1e-5
 * @param gamma how the factors start; default ones
 * @param beta how the offsets start; default zeros
 */
public record LayerNorm(int axes, double epsilon, Initial gamma, Initial beta) implements Layer {

  /** Refuses settings out of their range. */
  public LayerNorm {
    Given.all("gamma", gamma, "beta", beta);
    if (axes < 1 || !(epsilon > 0 && epsilon <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "layerNorm: axes %s must be at least 1 and epsilon %s above 0. Try 1 and 1e-5."
              .formatted(axes, epsilon));
    }
  }

  /** Gives the layer with its default settings. */
  public static LayerNorm standard() {
    return standard(all -> all);
  }

  /** Gives the layer with settings. */
  public static LayerNorm standard(UnaryOperator<Builder> settings) {
    Given.all("settings", settings);
    Builder all = new Builder(Choices.of("layerNorm()"));
    return Given.result("settings", settings.apply(all)).build();
  }

  @Override
  public String kind() {
    return "layerNorm";
  }

  @Override
  public Dims outputOf(Dims in) {
    if (in.rank() < axes) {
      throw new MisfitException(
          "%s normalises over %s axes, but receives %s".formatted(this, axes, in),
          "axes(" + in.rank() + ")");
    }
    return in;
  }

  /** Gives the shape of the axes that are normalised together. */
  public Dims normalized(Dims in) {
    Given.all("in", in);
    return new Dims(in.sizes().subList(in.rank() - axes, in.rank()));
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    return Factors.specs(normalized(in), gamma, beta);
  }

  @Override
  public Optional<StepMask> mask() {
    return Optional.of(StepMask.same());
  }

  @Override
  public String torchName(String parameter) {
    return Factors.torchName(parameter);
  }

  @Override
  public Formula formula(Dims in) {
    return Formula.of(
        "layerNorm",
        List.of(INPUT, "gamma", "beta"),
        "torch.layer_norm(x, %s, gamma, beta, %s, False)"
            .formatted(normalized(in).sizes(), epsilon));
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    return Optional.of(
        List.of(
            OnnxNode.of("LayerNormalization", INPUT, "gamma", "beta")
                .with("axis", (long) -axes)
                .with("epsilon", epsilon)));
  }

  @Override
  public String toString() {
    return "layerNorm()";
  }

  /** The settings of layer normalisation, each given at most once; a persistent value. */
  public static final class Builder extends NormSettings<Builder> {
    private static final Setting<Integer> AXES = new Setting<>("axes", 1);

    private Builder(Choices choices) {
      super(choices);
    }

    /** Sets how many of the last axes are normalised together; default 1. */
    public Builder axes(int value) {
      return with(choices.with(AXES, value));
    }

    @Override
    Builder with(Choices more) {
      return new Builder(more);
    }

    private LayerNorm build() {
      return new LayerNorm(choices.get(AXES), epsilon(), gamma(), beta());
    }
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<LayerNorm> type() {
      return LayerNorm.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("layer norm", Dims.of(2, 5), LayerNorm.standard()),
          new Example(
              "layer norm over three axes",
              Dims.of(2, 3, 2),
              standard(n -> n.axes(3).epsilon(1e-3))));
    }
  }
}
