package dev.espalier.describe.layer.basic;

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
 * A fully connected layer, {@code y = W x + b}: (in) to (units). With {@link Builder#eachStep()} a
 * sequence (steps x in) to (steps x units), the same map at every step.
 *
 * <p>Parameters: {@code weight} (units x in), {@code bias} (units).
 *
 * @param units the number of outputs, at least 1
 * @param hasBias whether there is a bias; default true
 * @param weight how the weight starts; default {@link Initial#fanIn()}
 * @param bias how the bias starts; default {@link Initial#fanIn()}
 * @param perStep whether it maps the steps of a sequence; default false, so that a forgotten {@code
 *     flatten()} is found
 */
public record Dense(int units, boolean hasBias, Initial weight, Initial bias, boolean perStep)
    implements Layer {

  /** Refuses a layer without units. */
  public Dense {
    Given.all("weight", weight, "bias", bias);
    if (units < 1) {
      throw new IllegalArgumentException(
          "dense(" + units + "): a layer needs at least 1 unit. Try dense(32).");
    }
  }

  /** Gives a layer with the default start. */
  public static Dense of(int units) {
    return of(units, all -> all);
  }

  /** Gives a layer with settings. */
  public static Dense of(int units, UnaryOperator<Builder> settings) {
    Given.all("settings", settings);
    Builder all = new Builder(units, Choices.of("dense(" + units + ")"));
    return Given.result("settings", settings.apply(all)).build();
  }

  @Override
  public String kind() {
    return "dense";
  }

  @Override
  public Dims outputOf(Dims in) {
    if (perStep && in.rank() != 2) {
      throw new MisfitException(
          this + " needs an input of (steps x features), but receives " + in,
          "leaving eachStep() out");
    }
    if (!perStep && in.rank() != 1) {
      throw new MisfitException(
          this + " needs an input of one axis, but receives " + in, "flatten() before it");
    }
    return in.with(-1, units);
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    long inputs = in.size(-1);
    ParameterSpec weights =
        ParameterSpec.trained("weight", Dims.of(units, inputs), inputs, units, weight);
    return hasBias
        ? List.of(weights, ParameterSpec.trained("bias", Dims.of(units), inputs, units, bias))
        : List.of(weights);
  }

  @Override
  public Optional<StepMask> mask() {
    return perStep ? Optional.of(StepMask.same()) : Optional.empty();
  }

  @Override
  public Formula formula(Dims in) {
    return hasBias
        ? Formula.of("dense", List.of(INPUT, "weight", "bias"), "torch.linear(x, weight, bias)")
        : Formula.of("dense", List.of(INPUT, "weight"), "torch.linear(x, weight, None)");
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    OnnxNode transposed =
        OnnxNode.of("Transpose", "weight").with("perm", new long[] {1, 0}).as("transposed");
    OnnxNode product = OnnxNode.of("MatMul", INPUT, "transposed").as("product");
    return Optional.of(
        hasBias
            ? List.of(transposed, product, OnnxNode.of("Add", "product", "bias"))
            : List.of(transposed, product));
  }

  @Override
  public String toString() {
    return "dense(" + units + ")" + (perStep ? " each step" : "");
  }

  /** The settings of a fully connected layer, each given at most once; a persistent value. */
  public static final class Builder {
    private static final Setting<Initial> WEIGHT = new Setting<>("the weight", Initial.fanIn());
    private static final Setting<Optional<Initial>> BIAS =
        new Setting<>("the bias", Optional.of(Initial.fanIn()));
    private static final Setting<Boolean> EACH_STEP = new Setting<>("eachStep", false);

    private final int units;
    private final Choices choices;

    private Builder(int units, Choices choices) {
      this.units = units;
      this.choices = choices;
    }

    /** Sets how the weight starts; default {@link Initial#fanIn()}. */
    public Builder weight(Initial initial) {
      Given.all("initial", initial);
      return with(choices.with(WEIGHT, initial));
    }

    /** Sets how the bias starts; default {@link Initial#fanIn()}. */
    public Builder bias(Initial initial) {
      Given.all("initial", initial);
      return with(choices.with(BIAS, Optional.of(initial), initial));
    }

    /** Leaves out the bias. */
    public Builder noBias() {
      return with(choices.with(BIAS, Optional.empty(), "none"));
    }

    /** Maps each step of a sequence alike. */
    public Builder eachStep() {
      return with(choices.with(EACH_STEP, true));
    }

    private Builder with(Choices more) {
      return new Builder(units, more);
    }

    private Dense build() {
      return new Dense(
          units,
          choices.get(BIAS).isPresent(),
          choices.get(WEIGHT),
          choices.get(BIAS).orElse(Initial.fanIn()),
          choices.get(EACH_STEP));
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
    public Class<Dense> type() {
      return Dense.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("dense", Dims.of(3), Dense.of(4)),
          new Example("dense over steps", Dims.of(2, 3), of(4, d -> d.eachStep().noBias())));
    }
  }
}
