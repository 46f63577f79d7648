package dev.espalier.describe;

import dev.espalier.describe.problem.Given;

/**
 * A network together with the values that it has.
 *
 * @param network the description, over an input of its own
 * @param values the values
 */
public record GivenNetwork(Network network, GivenValues values) implements Pretrained {
  /** Refuses null. */
  public GivenNetwork {
    Given.all("network", network, "values", values);
  }

  @Override
  public GivenNetwork given() {
    return this;
  }

  /** Gives the same network under another name. */
  public GivenNetwork named(String name) {
    return new GivenNetwork(new Network(name, network.source(), network.layers()), values);
  }

  @Override
  public String toString() {
    return network + ", " + values;
  }
}
