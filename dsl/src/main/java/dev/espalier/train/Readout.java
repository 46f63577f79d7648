package dev.espalier.train;

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
    networks = List.copyOf(networks);
    if (networks.isEmpty()) {
      throw new IllegalArgumentException(
          "readout: it sums no network. Try Readout.of(\"digits\").");
    }
  }

  /** Gives the sum of these networks' outputs. */
  public static Readout of(String... networks) {
    return new Readout(List.of(networks));
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
