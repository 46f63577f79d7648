package dev.espalier.describe;

import dev.espalier.describe.layer.Bounds;
import dev.espalier.describe.layer.LayerPaths;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.layer.sequence.Recurrent;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Names;
import java.util.List;
import java.util.Optional;

/**
 * A named stack of layers with one input and one output; branches are layers inside its layers.
 *
 * @param name the name, part of every tap
 * @param source where the input comes from
 * @param layers the layers, from the input on; the last one's value is the output
 */
public record Network(String name, Source source, List<NamedLayer> layers) implements Description {
  /** The name of the layer that {@code output(...)} adds. */
  public static final String OUTPUT = "output";

  /**
   * Copies the layers; refuses a name that a tap's text could not hold, more than 20,000 layers and
   * more than 100 residuals inside each other.
   */
  public Network {
    Given.all("name", name, "source", source, "layers", layers);
    Names.require("network", name);
    layers = List.copyOf(layers);
    Bounds.requireSize("network " + name, 0, layers);
  }

  /** Gives the network's own layer of a name; for one inside see {@link LayerPaths}. */
  public Optional<NamedLayer> layer(String layerName) {
    Given.all("layerName", layerName);
    return layers.stream().filter(layer -> layer.name().equals(layerName)).findFirst();
  }

  /** Gives the layers with an activation, or recurrent, before the last one, from the input on. */
  public List<NamedLayer> hiddenLayers() {
    return layers.stream()
        .limit(Math.max(0, layers.size() - 1))
        .filter(layer -> !layer.activation().isIdentity() || layer.layer() instanceof Recurrent)
        .toList();
  }

  /** Gives the tap of the output. */
  public Tap outputTap() {
    return Tap.of(name, layers.isEmpty() ? OUTPUT : layers.get(layers.size() - 1).name());
  }

  @Override
  public Hierarchy hierarchy() {
    return new Hierarchy(name, source, List.of(this), List.of());
  }

  @Override
  public String toString() {
    return "network " + name + " from " + source + ", " + layers.size() + " layers";
  }
}
