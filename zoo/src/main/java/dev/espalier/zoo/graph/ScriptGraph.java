package dev.espalier.zoo.graph;

import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Argument;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.StepMask;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.torch.CompiledFormula;
import dev.espalier.torch.TorchScriptArchive;
import dev.espalier.weights.TensorData;
import dev.espalier.zoo.problem.ZooException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A TorchScript module while it is written: one method a formula, one line a value, one attribute a
 * tensor.
 */
public final class ScriptGraph implements Graph {
  private static final String CLASS = "Espalier";
  private static final String INPUT = "x";
  private static final int FLOAT32 = 6;
  private static final int FLOAT64 = 7;

  private final Map<String, Attribute> attributes = new LinkedHashMap<>();
  private final Map<Object, String> functions = new HashMap<>();
  private final List<String> methods = new ArrayList<>();
  private final StringBuilder lines = new StringBuilder();
  private final Trained trained;
  private int count;

  private ScriptGraph(Trained trained) {
    this.trained = trained;
  }

  /**
   * Gives the archive of what was trained, in 32-bit numbers.
   *
   * @throws ZooException if a layer does not say what it computes
   */
  public static TorchScriptArchive archive(Trained trained, Export export) {
    trained.requireFormulas("TorchScript");
    ScriptGraph graph = new ScriptGraph(trained);
    String result = new GraphWriter(trained, export, graph).from(INPUT);
    TorchScriptArchive archive = TorchScriptArchive.named(CLASS);
    for (Map.Entry<String, Attribute> entry : graph.attributes.entrySet()) {
      Attribute attribute = entry.getValue();
      archive =
          attribute.trainable
              ? archive.parameter(entry.getKey(), attribute.data)
              : archive.buffer(entry.getKey(), attribute.data);
    }
    for (String method : graph.methods) {
      archive = archive.method(method);
    }
    Optional<PictureFit> fit = trained.pictures().map(PictureFit::new);
    if (fit.isPresent()) {
      archive = archive.method(fit.get().method());
    }
    return archive.method(
        "def forward(self, %s: Tensor) -> Tensor:\n%s%s  return %s\n"
            .formatted(INPUT, fit.map(each -> each.call(INPUT)).orElse(""), graph.lines, result));
  }

  @Override
  public String layer(Layer layer, String path, Dims in, Map<String, String> values) {
    Formula evaluation = layer.formula(in);
    Formula training = layer.trainingFormula(in);
    String x = values.getOrDefault(Layer.INPUT, INPUT);
    if (training.equals(evaluation)) {
      return value(call(layer, evaluation, path, in, values));
    }
    Map<String, String> drawn = new LinkedHashMap<>(values);
    drawn.put(Layer.NOISE, noise(x, in, layer.noiseDims(in)));
    String name = "v" + count++;
    lines.append(
        """
          if self.training:
            %1$s = %2$s
          else:
            %1$s = %3$s
        """
            .formatted(
                name,
                call(layer, training, path, in, drawn),
                call(layer, evaluation, path, in, values)));
    return name;
  }

  @Override
  public String activation(Activation activation, String x) {
    return value("self.%s(%s)".formatted(function(activation.formula()), x));
  }

  @Override
  public String slice(String x, int from, int to) {
    return value("%s[:, %s:%s]".formatted(x, from, to));
  }

  @Override
  public String joined(List<String> values) {
    return value("torch.cat([%s], 1)".formatted(String.join(", ", values)));
  }

  @Override
  public String softmax(String x, int axis) {
    return value("torch.softmax(%s, %s)".formatted(x, axis));
  }

  /** Gives the call of a formula with a layer's values. */
  private String call(
      Layer layer, Formula formula, String path, Dims in, Map<String, String> values) {
    List<ParameterSpec> specs = layer.parametersFor(in);
    List<String> arguments = new ArrayList<>();
    List<Argument> known = Argument.of(layer, formula, specs);
    for (int i = 0; i < known.size(); i++) {
      Argument argument = known.get(i);
      arguments.add(
          argument.source() == Argument.Source.PARAMETER
              ? tensor(path + "." + specs.get(argument.index()).name())
              : values.get(formula.inputs().get(i)));
    }
    return "self.%s(%s)".formatted(function(formula), String.join(", ", arguments));
  }

  /** Gives the name of the method that computes a formula; equal ones share it. */
  private String function(Formula formula) {
    return functions.computeIfAbsent(
        formula.identity(),
        key -> {
          String name = "f%s_%s".formatted(functions.size(), identifier(formula.name()));
          methods.add(CompiledFormula.method(formula, name));
          return name;
        });
  }

  private static String noise(String x, Dims in, Dims dims) {
    if (dims.equals(in)) {
      return "torch.rand_like(%s, dtype=%s)".formatted(x, FLOAT64);
    }
    String sizes = dims.sizes().stream().map(String::valueOf).collect(Collectors.joining(", "));
    return "torch.rand([torch.size(%1$s, 0), %2$s], dtype=%3$s, device=%1$s.device)"
        .formatted(x, sizes, FLOAT64);
  }

  @Override
  public String mask(StepMask mask, String x) {
    return value("self.%s(%s)".formatted(function(mask.formula()), x));
  }

  private static String identifier(String name) {
    return name.replaceAll("[^A-Za-z0-9]+", "_");
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
  private String value(String expression) {
    String name = "v" + count++;
    lines.append("  ").append(name).append(" = ").append(expression).append('\n');
    return name;
  }

  /** Gives the expression that reads a trained tensor. */
  private String tensor(String path) {
    // Names of layers may have a hyphen, names of attributes not.
    String key = path.replace(".", "__").replace("-", "_minus_");
    Trained.Parameter parameter = trained.parameter(path);
    return attribute(key, new Attribute(Tensors.float32(parameter.data()), parameter.trainable()));
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
