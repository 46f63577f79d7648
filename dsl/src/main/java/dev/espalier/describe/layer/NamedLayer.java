package dev.espalier.describe.layer;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Names;

/**
 * A layer in its place: a name, the layer, and the activation after it.
 *
 * @param name the name within its network; a tap is written {@code network.name}
 * @param layer the layer
 * @param activation the function after it; {@link Activation#IDENTITY} where there is none
 */
public record NamedLayer(String name, Layer layer, Activation activation) {

  /** Refuses a name that a tap's text could not hold. */
  public NamedLayer {
    Given.all("name", name, "layer", layer, "activation", activation);
    Names.require("layer", name);
  }

  /** Gives this layer with another activation. */
  public NamedLayer withActivation(Activation other) {
    return new NamedLayer(name, layer, other);
  }

  @Override
  public String toString() {
    return name + "=" + layer + (activation.isIdentity() ? "" : "." + activation);
  }
}
