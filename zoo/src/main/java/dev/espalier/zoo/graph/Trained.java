package dev.espalier.zoo.graph;

import dev.espalier.Run;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedLayer;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.compile.NamedParameter;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.data.Normalization;
import dev.espalier.data.Targets;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.layer.Residual;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.torch.TensorData;
import dev.espalier.train.engine.Outcome;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Task;
import dev.espalier.zoo.problem.ZooException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was trained, outside native memory: shapes, values, and how they came about.
 *
 * @param checked the hierarchy with its shapes
 * @param readout what it predicts
 * @param task what its output stands for
 * @param classes the classes' names; empty for values
 * @param normalization what was done to the training inputs, if anything
 * @param parameters the values of every tensor, as {@code network.layer.name}, statistics included
 * @param story how it was trained
 */
public record Trained(
    CheckedHierarchy checked,
    Readout readout,
    Task task,
    List<String> classes,
    Optional<Normalization> normalization,
    Map<String, Parameter> parameters,
    Story story) {

  /**
   * The values of one tensor.
   *
   * @param data its shape and values
   * @param trainable whether gradients train it; false for running statistics
   */
  public record Parameter(TensorData data, boolean trainable) {}

  /** Copies the collections. */
  public Trained {
    classes = List.copyOf(classes);
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /** Takes a run's values out of native memory. */
  public static Trained of(Run run) {
    Outcome outcome = run.outcome();
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    for (NetworkBlock network : outcome.networks().networks()) {
      for (NamedParameter parameter : network.parameters()) {
        parameters.put(
            network.network().name() + "." + parameter.name(),
            new Parameter(TensorData.of(parameter.array()), parameter.trainable()));
      }
    }
    return new Trained(
        outcome.checked(),
        outcome.readout(),
        outcome.recipe().task(),
        outcome.recipe().data().kind() instanceof Targets.Classes kind ? kind.names() : List.of(),
        outcome.recipe().data().normalization(),
        parameters,
        Story.of(outcome));
  }

  /** Says whether its output stands for classes. */
  public boolean classifies() {
    return task == Task.CLASSIFICATION;
  }

  /** Gives the shape of one prediction. */
  public Dims output() {
    return checked.network(readout.networks().get(0)).orElseThrow().output();
  }

  /** Gives the values of the tensor of a name, {@code network.layer.name}. */
  Parameter parameter(String path) {
    Parameter parameter = parameters.get(path);
    if (parameter == null) {
      throw new IllegalStateException(
          "parameter %s: no values were given. There are %s.".formatted(path, parameters.keySet()));
    }
    return parameter;
  }

  /** Gives the parameters that a hierarchy has, as {@code network.layer.name}, in order. */
  public static Map<String, ParameterSpec> specs(CheckedHierarchy checked) {
    Map<String, ParameterSpec> specs = new LinkedHashMap<>();
    for (CheckedNetwork network : checked.networks()) {
      for (CheckedLayer layer : network.layers()) {
        for (ParameterSpec spec : layer.parameters()) {
          specs.put(network.name() + "." + layer.name() + "." + spec.name(), spec);
        }
      }
    }
    return specs;
  }

  /**
   * Refuses layers that are not described here, for no format knows what they compute.
   *
   * @throws ZooException naming every such layer
   */
  void requireOwnLayers(String format) {
    List<Problem> problems = new ArrayList<>();
    for (CheckedNetwork network : checked.networks()) {
      addForeign(network.description().layers(), network.name(), format, problems);
    }
    if (!problems.isEmpty()) {
      throw new ZooException("hierarchy '" + checked.name() + "'", problems);
    }
  }

  private static void addForeign(
      List<NamedLayer> layers, String prefix, String format, List<Problem> problems) {
    for (NamedLayer named : layers) {
      Layer layer = named.layer();
      String path = prefix + "." + named.name();
      if (!ScriptLayers.has(layer.getClass())) {
        problems.add(
            new Problem(
                "layer " + path,
                "%s is a custom layer, which %s cannot express".formatted(layer, format),
                "describing it by Espalier's layers, or DJL's own Model.save"));
      }
      if (layer instanceof Residual residual) {
        addForeign(residual.body(), path + ".body", format, problems);
        addForeign(residual.shortcut(), path + ".shortcut", format, problems);
      }
    }
  }

  @Override
  public String toString() {
    return "%s, predicts %s, %s tensors".formatted(checked.name(), readout, parameters.size());
  }
}
