package dev.espalier.check;

import dev.espalier.describe.Dims;
import dev.espalier.describe.Network;
import dev.espalier.describe.Recurrent;
import java.util.List;
import java.util.Optional;

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

  /** Gives the layer of a name. */
  public Optional<CheckedLayer> layer(String name) {
    return layers.stream().filter(layer -> layer.name().equals(name)).findFirst();
  }

  /** Gives the layers with an activation that come before the output, from the input on. */
  public List<CheckedLayer> hiddenLayers() {
    return layers.subList(0, layers.size() - 1).stream()
        .filter(layer -> !layer.activation().isIdentity() || layer.layer() instanceof Recurrent)
        .toList();
  }

  /** Gives the number of trained values. */
  public long trainable() {
    return layers.stream().mapToLong(CheckedLayer::trainable).sum();
  }

  @Override
  public String toString() {
    return "%s %s -> %s, %d layers, %d parameters"
        .formatted(name(), input, output(), layers.size(), trainable());
  }
}
