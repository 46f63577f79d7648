package dev.espalier.train.plan;

import dev.espalier.describe.problem.Given;
import java.util.List;
import java.util.Optional;

/**
 * What a stage trains of a network: all of it, or the layers up to one of them, and of these all
 * but some.
 *
 * @param network the network's name
 * @param upTo the last layer that trains; empty for the whole network. Layers after it are frozen
 *     and in evaluation mode, but gradients flow through them
 * @param frozen layers that do not train either, wherever they stand
 */
public record Part(String network, Optional<String> upTo, List<String> frozen) {
  /** Copies the list. */
  public Part {
    Given.all("network", network, "upTo", upTo, "frozen", frozen);
    frozen = List.copyOf(frozen);
  }

  /** Gives a whole network. */
  public static Part whole(String network) {
    return new Part(network, Optional.empty(), List.of());
  }

  /** Gives a network's layers up to and including one. */
  public static Part upTo(String network, String layer) {
    Given.all("layer", layer);
    return new Part(network, Optional.of(layer), List.of());
  }

  /**
   * Gives this part without some layers: they keep their values, statistics included, and are in
   * evaluation mode.
   */
  public Part without(List<String> layers) {
    return new Part(network, upTo, layers);
  }

  @Override
  public String toString() {
    return network
        + upTo.map(layer -> " up to " + layer).orElse("")
        + (frozen.isEmpty() ? "" : " but " + String.join(", ", frozen));
  }
}
