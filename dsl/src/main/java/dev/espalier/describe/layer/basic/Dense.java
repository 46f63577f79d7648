package dev.espalier.describe.layer.basic;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import java.util.List;
import java.util.Optional;

/**
 * A fully connected layer, {@code y = W x + b}: (in) to (units). With {@link #eachStep()} a
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
    return new Dense(units, true, Initial.fanIn(), Initial.fanIn(), false);
  }

  /** Gives this layer with another start of the weight. */
  public Dense weight(Initial initial) {
    return new Dense(units, hasBias, initial, bias, perStep);
  }

  /** Gives this layer with another start of the bias. */
  public Dense bias(Initial initial) {
    return new Dense(units, hasBias, weight, initial, perStep);
  }

  /** Gives this layer without a bias. */
  public Dense noBias() {
    return new Dense(units, false, weight, bias, perStep);
  }

  /** Gives this layer for the steps of a sequence, each mapped alike. */
  public Dense eachStep() {
    return new Dense(units, hasBias, weight, bias, true);
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
          new Example("dense over steps", Dims.of(2, 3), Dense.of(4).eachStep().noBias()));
    }
  }
}
