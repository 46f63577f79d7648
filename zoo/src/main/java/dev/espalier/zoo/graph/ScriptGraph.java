package dev.espalier.zoo.graph;

import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Layer;
import dev.espalier.torch.TensorData;
import dev.espalier.torch.TorchScriptArchive;
import dev.espalier.zoo.problem.ZooException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A TorchScript module while it is written: one line a value, one attribute a tensor. */
public final class ScriptGraph implements Graph {
  private static final String CLASS = "Espalier";
  private static final String INPUT = "x";
  private static final int FLOAT32 = 6;
  private static final int FLOAT64 = 7;

  private final Map<String, Attribute> attributes = new LinkedHashMap<>();
  private final StringBuilder lines = new StringBuilder();
  private final Trained trained;
  private int count;

  private ScriptGraph(Trained trained) {
    this.trained = trained;
  }

  /**
   * Gives the archive of what was trained, in 32-bit numbers.
   *
   * @throws ZooException if a layer is not one of Espalier's own
   */
  public static TorchScriptArchive archive(Trained trained, Export export) {
    trained.requireOwnLayers("TorchScript");
    ScriptGraph graph = new ScriptGraph(trained);
    String result = new Walk(trained, export, graph).from(INPUT);
    TorchScriptArchive archive = TorchScriptArchive.named(CLASS);
    for (Map.Entry<String, Attribute> entry : graph.attributes.entrySet()) {
      Attribute attribute = entry.getValue();
      archive =
          attribute.trainable
              ? archive.parameter(entry.getKey(), attribute.data)
              : archive.buffer(entry.getKey(), attribute.data);
    }
    return archive.method(
        "def forward(self, %s: Tensor) -> Tensor:\n%s  return %s\n"
            .formatted(INPUT, graph.lines, result));
  }

  @Override
  public String layer(Layer layer, Site site, String x) {
    return ScriptLayers.write(layer, site, x, this);
  }

  @Override
  public String activation(Activation activation, String x) {
    return value(ScriptActivations.expression(activation, x));
  }

  @Override
  public String add(String a, String b) {
    return value("torch.add(%s, %s)".formatted(a, b));
  }

  @Override
  public String normalized(String x, double[] offset, double[] scale, long[] dims) {
    int number = count;
    String offsets = constant("offset" + number, offset, dims);
    String scales = constant("scale" + number, scale, dims);
    return value(
        "torch.to(torch.div(torch.sub(torch.to(%s, %s), %s), %s), %s)"
            .formatted(x, FLOAT64, offsets, scales, FLOAT32));
  }

  /** Writes an expression, and gives the name of its value. */
  String value(String expression) {
    String name = "v" + count++;
    lines.append("  ").append(name).append(" = ").append(expression).append('\n');
    return name;
  }

  /** Writes an expression that gives several values, and gives the name of the first. */
  String first(String expression, int values) {
    String name = "v" + count++;
    lines.append("  ").append(name);
    for (int i = 1; i < values; i++) {
      lines.append(", u").append(count++);
    }
    lines.append(", = ").append(expression).append('\n');
    return name;
  }

  /** Gives the expression that reads a trained tensor. */
  String tensor(Site site, String name) {
    String path = site.tensor(name);
    // Names of layers may have a hyphen, names of attributes not.
    String key = path.replace(".", "__").replace("-", "_minus_");
    Trained.Parameter parameter = trained.parameter(path);
    return attribute(key, new Attribute(Tensors.float32(parameter.data()), parameter.trainable()));
  }

  /** Gives a list of whole numbers as the format writes it. */
  static String list(long... values) {
    return Arrays.stream(values)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private String constant(String key, double[] values, long[] dims) {
    return attribute(key, new Attribute(TensorData.of(values, dims), false));
  }

  private String attribute(String key, Attribute attribute) {
    attributes.put(key, attribute);
    return "self." + key;
  }

  private record Attribute(TensorData data, boolean trainable) {}
}
