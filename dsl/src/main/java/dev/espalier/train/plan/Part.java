package dev.espalier.train.plan;

import dev.espalier.describe.problem.Given;
import java.util.Optional;

/**
 * What a stage trains of a network: all of it, or the layers up to one of them.
 *
 * @param network the network's name
 * @param upTo the last layer that trains; empty for the whole network. Layers after it are frozen
 *     and in evaluation mode, but gradients flow through them
 */
public record Part(String network, Optional<String> upTo) {
  /** Refuses null. */
  public Part {
    Given.all("network", network, "upTo", upTo);
  }

  /** Gives a whole network. */
  public static Part whole(String network) {
    return new Part(network, Optional.empty());
  }

  /** Gives a network's layers up to and including one. */
  public static Part upTo(String network, String layer) {
    Given.all("layer", layer);
    return new Part(network, Optional.of(layer));
  }

  @Override
  public String toString() {
    return network + upTo.map(layer -> " up to " + layer).orElse("");
  }
}
