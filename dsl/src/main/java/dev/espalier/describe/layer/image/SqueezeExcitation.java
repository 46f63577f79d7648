package dev.espalier.describe.layer.image;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Squeeze and excitation (arXiv 1709.01507): each channel of an image is multiplied by a gate,
 * {@code gate(Up inner(Down m))} of the means m of all channels.
 *
 * <p>Parameters: {@code weightDown} (units x channels x 1 x 1), {@code biasDown} (units), {@code
 * weightUp} (channels x units x 1 x 1), {@code biasUp} (channels).
 *
 * @param units how many values the means become in between
 * @param inner the function after them; default relu
 * @param gate the function that gives the factors; default sigmoid
 * @param weight how the weights start; default {@link Initial#fanIn()}
 * @param bias how the biases start; default {@link Initial#fanIn()}
 */
public record SqueezeExcitation(
    int units, Activation inner, Activation gate, Initial weight, Initial bias) implements Layer {

  /** Refuses less than one unit. */
  public SqueezeExcitation {
    Given.all("inner", inner, "gate", gate, "weight", weight, "bias", bias);
    if (units < 1) {
      throw new IllegalArgumentException(
          "squeezeExcitation(%s): needed at least 1 unit. Try a quarter of the channels."
              .formatted(units));
    }
  }

  /** Gives the layer with relu and sigmoid. */
  public static SqueezeExcitation of(int units) {
    return of(units, Activation.of(Activation.Kind.RELU), Activation.of(Activation.Kind.SIGMOID));
  }

  /** Gives the layer with functions of its own. */
  public static SqueezeExcitation of(int units, Activation inner, Activation gate) {
    return new SqueezeExcitation(units, inner, gate, Initial.fanIn(), Initial.fanIn());
  }

  @Override
  public String kind() {
    return "squeezeExcitation";
  }

  @Override
  public Dims outputOf(Dims in) {
    if (in.rank() != 3) {
      throw new MisfitException(
          "%s needs an input of (channels x height x width), but receives %s".formatted(this, in),
          "reshape(...) before it");
    }
    return in;
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    long channels = in.size(0);
    return List.of(
        ParameterSpec.trained(
            "weightDown", Dims.of(units, channels, 1, 1), channels, units, weight),
        ParameterSpec.trained("biasDown", Dims.of(units), channels, units, bias),
        ParameterSpec.trained("weightUp", Dims.of(channels, units, 1, 1), units, channels, weight),
        ParameterSpec.trained("biasUp", Dims.of(channels), units, channels, bias));
  }

  @Override
  public String torchName(String parameter) {
    return switch (parameter) {
      case "weightDown" -> "fc1.weight";
      case "biasDown" -> "fc1.bias";
      case "weightUp" -> "fc2.weight";
      case "biasUp" -> "fc2.bias";
      default -> parameter;
    };
  }

  @Override
  public Formula formula(Dims in) {
    return Formula.of(
        kind(),
        List.of(INPUT, "weightDown", "biasDown", "weightUp", "biasUp"),
        """
        image = x
        x = torch.conv2d(torch.mean(image, [2, 3], True), weightDown, biasDown)
        x = %s
        x = torch.conv2d(x, weightUp, biasUp)
        return image * (%s)
        """
            .formatted(inner.formula().text(), gate.formula().text()));
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    List<OnnxNode> nodes = new ArrayList<>();
    nodes.add(OnnxNode.of("GlobalAveragePool", INPUT).as("means"));
    nodes.add(OnnxNode.of("Conv", "means", "weightDown", "biasDown").as("few"));
    String squeezed = activated(nodes, inner, "few", "inner-");
    nodes.add(OnnxNode.of("Conv", squeezed, "weightUp", "biasUp").as("all"));
    String factors = activated(nodes, gate, "all", "gate-");
    nodes.add(OnnxNode.of("Mul", INPUT, factors));
    return Optional.of(nodes);
  }

  /** Adds the operators of a function of a value, and gives the name of what they give. */
  private static String activated(
      List<OnnxNode> nodes, Activation activation, String value, String prefix) {
    Map<String, String> names = new HashMap<>(Map.of(INPUT, value));
    String last = value;
    for (OnnxNode node : activation.onnx()) {
      List<String> inputs =
          node.inputs().stream().map(each -> names.getOrDefault(each, each)).toList();
      last = prefix + (node.output().isEmpty() ? "last" : node.output());
      names.put(node.output(), last);
      nodes.add(new OnnxNode(node.operator(), inputs, node.attributes(), last, node.place()));
    }
    return last;
  }

  @Override
  public String toString() {
    return "squeezeExcitation(" + units + ")";
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<SqueezeExcitation> type() {
      return SqueezeExcitation.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("squeeze and excitation", Dims.of(4, 3, 2), of(2)),
          new Example(
              "squeeze and excitation with hard functions",
              Dims.of(3, 2, 2),
              of(
                  2,
                  Activation.of(Activation.Kind.SILU),
                  Activation.of(Activation.Kind.HARD_SIGMOID))));
    }
  }
}
