package dev.espalier.check;

import dev.espalier.describe.Network;
import dev.espalier.describe.layer.LayerPaths;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.ParameterSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A network whose shapes are known.
 *
 * @param description the network as described
 * @param input the shape of one input sample
 * @param layers its layers, at least one
 */
public record CheckedNetwork(Network description, Dims input, List<CheckedLayer> layers) {

  /** Copies the layers. */
  public CheckedNetwork {
    Given.all("description", description, "input", input, "layers", layers);
    layers = List.copyOf(layers);
  }

  /** Gives the network's name. */
  public String name() {
    return description.name();
  }

  /** Gives the shape of one output sample. */
  public Dims output() {
    return layers.get(layers.size() - 1).output();
  }

  /**
   * Gives the layer of a name, or of a path where it is inside another.
   *
   * @param path see {@link LayerPaths}
   */
  public Optional<CheckedLayer> layer(String path) {
    return pathOf(path).flatMap(full -> CheckedLayer.at(layers, full));
  }

  /** Gives the full path that a layer's path stands for; empty if there is none, or several. */
  public Optional<String> pathOf(String path) {
    Given.all("path", path);
    return pathIn(description.layers(), path);
  }

  /**
   * Gives the full path that a path stands for among layers; empty if there is none, or several.
   */
  static Optional<String> pathIn(List<NamedLayer> layers, String path) {
    List<String> found = LayerPaths.of(layers, path);
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  /** Gives the layers with an activation that come before the last, from the input on. */
  public List<CheckedLayer> hiddenLayers() {
    Set<String> hidden =
        description.hiddenLayers().stream().map(NamedLayer::name).collect(Collectors.toSet());
    return layers.stream().filter(layer -> hidden.contains(layer.name())).toList();
  }

  /**
   * Gives PyTorch's name of each parameter, by its name {@code layer.parameter}, in their order.
   */
  public Map<String, String> torchNames() {
    Map<String, String> names = new LinkedHashMap<>();
    for (CheckedLayer layer : layers) {
      for (ParameterSpec spec : layer.parameters()) {
        names.put(
            layer.name() + "." + spec.name(),
            layer.name() + "." + layer.layer().torchName(spec.name()));
      }
    }
    return names;
  }

  /** Gives the number of trained values. */
  public long trainable() {
    return layers.stream().mapToLong(CheckedLayer::trainable).sum();
  }

  @Override
  public String toString() {
    return "%s %s -> %s, %s, %s"
        .formatted(
            name(),
            input,
            output(),
            Shown.count(layers.size(), "layer"),
            Shown.count(trainable(), "parameter"));
  }
}
