package dev.espalier.zoo.graph;

import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Activation.Kind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The table from each activation to the ONNX operators that compute it. */
public final class OnnxActivations {
  private static final Map<Kind, Writer> TABLE = new EnumMap<>(Kind.class);

  static {
    TABLE.put(Kind.IDENTITY, (x, parameter, graph) -> x);
    TABLE.put(Kind.RELU, one("Relu"));
    TABLE.put(Kind.RELU6, (x, parameter, graph) -> clip(x, 0, 6, graph));
    TABLE.put(
        Kind.LEAKY_RELU,
        (x, slope, graph) -> graph.node("LeakyRelu", List.of(x), Map.of("alpha", slope)));
    TABLE.put(Kind.ELU, (x, scale, graph) -> graph.node("Elu", List.of(x), Map.of("alpha", scale)));
    TABLE.put(Kind.GELU, (x, parameter, graph) -> gelu(x, graph));
    TABLE.put(Kind.SILU, (x, parameter, graph) -> product(x, one("Sigmoid"), graph));
    TABLE.put(Kind.SIGMOID, one("Sigmoid"));
    TABLE.put(Kind.TANH, one("Tanh"));
    TABLE.put(Kind.SOFTPLUS, one("Softplus"));
    TABLE.put(
        Kind.SINE,
        (x, frequency, graph) -> graph.node("Sin", List.of(times(x, frequency, graph)), Map.of()));
    TABLE.put(Kind.HARD_TANH, (x, parameter, graph) -> clip(x, -1, 1, graph));
    TABLE.put(Kind.HARD_SIGMOID, (x, parameter, graph) -> hardSigmoid(x, graph));
    TABLE.put(
        Kind.HARD_SWISH,
        (x, parameter, graph) -> graph.node("Mul", List.of(x, hardSigmoid(x, graph)), Map.of()));
    TABLE.put(
        Kind.SOFTMAX,
        (x, parameter, graph) -> graph.node("Softmax", List.of(x), Map.of("axis", -1L)));
  }

  private OnnxActivations() {}

  public static boolean has(Kind kind) {
    return TABLE.containsKey(kind);
  }

  static String write(Activation activation, String x, OnnxGraph graph) {
    Writer writer = TABLE.get(activation.kind());
    if (writer == null) {
      throw new IllegalStateException(
          "activation %s: ONNX has no entry for it. Try adding one.".formatted(activation.kind()));
    }
    return writer.write(x, activation.parameter(), graph);
  }

  private static Writer one(String operator) {
    return (x, parameter, graph) -> graph.node(operator, List.of(x), Map.of());
  }

  private static String product(String x, Writer factor, OnnxGraph graph) {
    return graph.node("Mul", List.of(x, factor.write(x, 0, graph)), Map.of());
  }

  private static String times(String x, double factor, OnnxGraph graph) {
    return graph.node("Mul", List.of(x, graph.scalar(factor)), Map.of());
  }

  private static String clip(String x, double least, double most, OnnxGraph graph) {
    return graph.node("Clip", List.of(x, graph.scalar(least), graph.scalar(most)), Map.of());
  }

  private static String hardSigmoid(String x, OnnxGraph graph) {
    return graph.node("HardSigmoid", List.of(x), Map.of("alpha", 1.0 / 6, "beta", 0.5));
  }

  /** {@code x (1 + erf(x / sqrt 2)) / 2}; the operator of that name came later. */
  private static String gelu(String x, OnnxGraph graph) {
    String erf = graph.node("Erf", List.of(times(x, Math.sqrt(0.5), graph)), Map.of());
    String more = graph.node("Add", List.of(erf, graph.scalar(1)), Map.of());
    return graph.node("Mul", List.of(times(x, 0.5, graph), more), Map.of());
  }

  /** Writes one kind of activation, and gives the name of its value. */
  private interface Writer {
    String write(String x, double parameter, OnnxGraph graph);
  }
}
