package dev.espalier.describe.layer.sequence;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.StepMask;
import dev.espalier.describe.layer.basic.Dropout;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two fully connected layers at each step and a function between them, (steps x size) to (steps x
 * size), as in a transformer (arXiv 1706.03762).
 *
 * <p>Parameters: {@code weightUp} (units x size), {@code biasUp} (units), {@code weightDown} (size
 * x units), {@code biasDown} (size).
 *
 * @param units how many units there are between the two
 * @param activation the function between them
 * @param dropout the probability with which a value between them is 0 in training
 * @param initial how all parameters start; usual is {@link Initial#fanIn()}
 */
public record FeedForward(int units, Activation activation, double dropout, Initial initial)
    implements Layer {

  /** Refuses less than one unit, and a rate outside [0, 1). */
  public FeedForward {
    Given.all("activation", activation, "initial", initial);
    if (units < 1) {
      throw new IllegalArgumentException(
          "feedForward(%s): needed at least 1 unit. Try feedForward(128).".formatted(units));
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "feedForward(%s): dropout(%s), needed a rate in [0, 1). Try dropout(0.1)."
              .formatted(units, dropout));
    }
  }

  /** Gives a layer without dropout that starts by fan-in. */
  public static FeedForward of(int units, Activation activation) {
    return new FeedForward(units, activation, 0, Initial.fanIn());
  }

  @Override
  public String kind() {
    return "feedForward";
  }

  @Override
  public Dims outputOf(Dims in) {
    return Sequences.require(this, in);
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    long size = in.size(1);
    return List.of(
        ParameterSpec.trained("weightUp", Dims.of(units, size), size, units, initial),
        ParameterSpec.trained("biasUp", Dims.of(units), size, units, initial),
        ParameterSpec.trained("weightDown", Dims.of(size, units), units, size, initial),
        ParameterSpec.trained("biasDown", Dims.of(size), units, size, initial));
  }

  @Override
  public String torchName(String parameter) {
    return switch (parameter) {
      case "weightUp" -> "linear1.weight";
      case "biasUp" -> "linear1.bias";
      case "weightDown" -> "linear2.weight";
      case "biasDown" -> "linear2.bias";
      default -> parameter;
    };
  }

  @Override
  public Formula formula(Dims in) {
    return formula(inputs(), "");
  }

  @Override
  public Formula trainingFormula(Dims in) {
    if (dropout == 0) {
      return formula(in);
    }
    List<String> inputs = inputs();
    inputs.add(NOISE);
    return formula(inputs, "y = " + Dropout.dropped("y", dropout) + "\n");
  }

  @Override
  public Dims noiseDims(Dims in) {
    return in.with(1, units);
  }

  private static List<String> inputs() {
    return new ArrayList<>(List.of(INPUT, "weightUp", "biasUp", "weightDown", "biasDown"));
  }

  private Formula formula(List<String> inputs, String dropped) {
    return Formula.of(
        kind(),
        inputs,
        """
        x = torch.linear(x, weightUp, biasUp)
        y = %s
        %sreturn torch.linear(y, weightDown, biasDown)
        """
            .formatted(activation.formula().text(), dropped));
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    List<OnnxNode> nodes = new ArrayList<>();
    linear(nodes, INPUT, "Up", "wide");
    String last = "wide";
    for (OnnxNode node : activation.onnx()) {
      List<String> inputs =
          node.inputs().stream().map(each -> each.equals(INPUT) ? "wide" : each).toList();
      nodes.add(
          new OnnxNode(node.operator(), inputs, node.attributes(), node.output(), node.place()));
      last = node.output();
    }
    linear(nodes, last, "Down", "y");
    return Optional.of(nodes);
  }

  private static void linear(List<OnnxNode> nodes, String x, String which, String y) {
    nodes.add(
        OnnxNode.of("Transpose", "weight" + which)
            .with("perm", new long[] {1, 0})
            .as("transposed" + which));
    nodes.add(OnnxNode.of("MatMul", x, "transposed" + which).as("product" + which));
    nodes.add(OnnxNode.of("Add", "product" + which, "bias" + which).as(y));
  }

  @Override
  public Optional<StepMask> mask() {
    return Optional.of(StepMask.same());
  }

  @Override
  public String toString() {
    return "feedForward(%s)".formatted(units);
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<FeedForward> type() {
      return FeedForward.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("feed-forward", Dims.of(2, 3), of(5, Activation.of(Activation.Kind.GELU))),
          new Example(
              "feed-forward with dropout",
              Dims.of(2, 3),
              new FeedForward(4, Activation.of(Activation.Kind.TANH), 0.4, Initial.fanIn())));
    }
  }
}
