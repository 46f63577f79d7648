package dev.espalier.describe.layer.norm;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.StepMask;
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
 * Root mean square normalisation over the last axis of each sample (arXiv 1910.07467): {@code gamma
 * x / sqrt(mean(x^2) + epsilon)}. Nothing is centred, so there is no offset.
 *
 * <p>Parameter: {@code gamma}, of the last axis' size.
 *
 * @param epsilon added to the mean square; default 1e-6
 * @param gamma how the factors start; default ones
 */
public record RmsNorm(double epsilon, Initial gamma) implements Layer {

  /** Refuses settings out of their range. */
  public RmsNorm {
    Given.all("gamma", gamma);
    if (!(epsilon > 0 && epsilon <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "rmsNorm: epsilon %s must be above 0. Try 1e-6.".formatted(epsilon));
    }
  }

  /** Gives the layer with its default settings. */
  public static RmsNorm standard() {
    return standard(all -> all);
  }

  /** Gives the layer with settings. */
  public static RmsNorm standard(UnaryOperator<Builder> settings) {
    Given.all("settings", settings);
    Builder all = new Builder(Choices.of("rmsNorm()"));
    return Given.result("settings", settings.apply(all)).build();
  }

  @Override
  public String kind() {
    return "rmsNorm";
  }

  @Override
  public Dims outputOf(Dims in) {
    Given.all("in", in);
    return in;
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    return List.of(Factors.spec("gamma", Dims.of(in.size(in.rank() - 1)), gamma));
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
        "rmsNorm",
        List.of(INPUT, "gamma"),
        "x * torch.rsqrt(torch.mean(x * x, [-1], True) + %s) * gamma".formatted(epsilon));
  }

  /** Gives what it consists of: the operator of this name came with a later opset. */
  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    return Optional.of(
        List.of(
            OnnxNode.of("Mul", INPUT, INPUT).as("squares"),
            OnnxNode.of("ReduceMean", "squares").with("axes", new long[] {-1}).as("mean"),
            OnnxNode.number("epsilon", epsilon),
            OnnxNode.of("Add", "mean", "epsilon").as("more"),
            OnnxNode.of("Sqrt", "more").as("root"),
            OnnxNode.of("Div", INPUT, "root").as("normal"),
            OnnxNode.of("Mul", "normal", "gamma")));
  }

  @Override
  public String toString() {
    return "rmsNorm()";
  }

  /** The settings of the norm, each given at most once; a persistent value. */
  public static final class Builder {
    private static final Setting<Double> EPSILON = new Setting<>("epsilon", 1e-6);
    private static final Setting<Initial> GAMMA = new Setting<>("gamma", Initial.ones());

    private final Choices choices;

    private Builder(Choices choices) {
      this.choices = choices;
    }

    /** Sets what is added to the mean square; default 1e-6. */
    public Builder epsilon(double value) {
      return new Builder(choices.with(EPSILON, value));
    }

    /** Sets how the factors start; default ones. */
    public Builder gamma(Initial initial) {
      Given.all("initial", initial);
      return new Builder(choices.with(GAMMA, initial));
    }

    private RmsNorm build() {
      return new RmsNorm(choices.get(EPSILON), choices.get(GAMMA));
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
    public Class<RmsNorm> type() {
      return RmsNorm.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("rms norm of features", Dims.of(5), standard()),
          new Example(
              "rms norm of steps",
              Dims.of(3, 4),
              standard(n -> n.epsilon(1e-3).gamma(Initial.normal(1)))));
    }
  }
}
