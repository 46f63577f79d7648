package dev.espalier.train.plan;

import dev.espalier.describe.problem.Given;
import java.util.List;

/**
 * What is predicted: the sum of the outputs of one or several networks. For classes, a sum of
 * several takes the first network's output as probabilities (softmax) and the others as corrections
 * of them; one network alone gives logits.
 *
 * @param networks the names, at least one
 */
public record Readout(List<String> networks) {

  /** Copies the names. */
  public Readout {
    Given.all("networks", networks);
    networks = List.copyOf(networks);
    if (networks.isEmpty()) {
      throw new IllegalArgumentException(
          "readout: it sums no network. Try Readout.of(\"digits\").");
    }
    if (networks.stream().distinct().count() < networks.size()) {
      throw new IllegalArgumentException(
          "readout: it sums %s, and each counts once. Try %s."
              .formatted(networks, networks.stream().distinct().toList()));
    }
  }

  /** Gives the sum of these networks' outputs. */
  public static Readout of(String... networks) {
    Given.all("networks", networks);
    return new Readout(List.of(networks));
  }

  /**
   * Gives the sum up to and with one network.
   *
   * @throws IllegalArgumentException if it is not summed; lists those that are
   */
  public Readout upTo(String network) {
    Given.all("network", network);
    int place = networks.indexOf(network);
    if (place < 0) {
      throw new IllegalArgumentException(
          "readout: '%s' is not summed. Try one of %s.".formatted(network, networks));
    }
    return new Readout(networks.subList(0, place + 1));
  }

  /** Says whether one network alone is read. */
  public boolean single() {
    return networks.size() == 1;
  }

  @Override
  public String toString() {
    return String.join(" + ", networks);
  }
}
