package dev.espalier.check;

import dev.espalier.describe.GivenValues;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Tap;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.value.Dims;
import dev.espalier.weights.TensorData;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A hierarchy without problems: every shape known, every link resolved.
 *
 * @param description the hierarchy as described
 * @param input the shape of one input sample
 * @param networks its networks, simplest first
 * @param links its links, in the order of the guides
 */
public record CheckedHierarchy(
    Hierarchy description, Dims input, List<CheckedNetwork> networks, List<CheckedLink> links) {

  /** Copies the lists. */
  public CheckedHierarchy {
    Given.all("description", description, "input", input, "networks", networks, "links", links);
    networks = List.copyOf(networks);
    links = List.copyOf(links);
  }

  /** Gives the hierarchy's name. */
  public String name() {
    return description.name();
  }

  /** Gives the network of a name. */
  public Optional<CheckedNetwork> network(String name) {
    Given.all("name", name);
    return networks.stream().filter(network -> network.name().equals(name)).findFirst();
  }

  /** Gives the networks that are not given, so that a method has to train them. */
  public List<CheckedNetwork> learners() {
    return networks.stream().filter(network -> !description.isGiven(network.name())).toList();
  }

  /** Gives the values that a network comes with, by {@code layer.parameter}; empty if with none. */
  public Map<String, TensorData> valuesOf(CheckedNetwork network) {
    Given.all("network", network);
    GivenValues own = description.values().get(network.name());
    return own == null ? Map.of() : WeightsFit.of(network, own.weights()).values();
  }

  /** Says whether a network comes with the value of every parameter. */
  public boolean comesTrained(String name) {
    Given.all("name", name);
    return description.values().containsKey(name)
        && network(name)
            .filter(
                network ->
                    valuesOf(network).size()
                        == network.layers().stream()
                            .mapToInt(layer -> layer.parameters().size())
                            .sum())
            .isPresent();
  }

  /** Gives the links whose learner is a network. */
  public List<CheckedLink> linksOf(String learner) {
    Given.all("learner", learner);
    return links.stream().filter(link -> link.learner().network().equals(learner)).toList();
  }

  /** Gives the shape at a tap, if there is such a layer. */
  public Optional<Dims> dims(Tap tap) {
    Given.all("tap", tap);
    return network(tap.network())
        .flatMap(network -> network.layer(tap.layer()))
        .map(CheckedLayer::output);
  }

  /** Gives the layer that reads the data's values as tokens, of the fewest, if there is any. */
  public Optional<TokenLayer> tokens() {
    return TokenLayer.narrowest(this);
  }

  /**
   * Gives a table of all networks, layers, shapes, parameters and links as text, for a terminal of
   * about 100 columns; it ends with a line break.
   */
  public String summary() {
    return Summary.of(this);
  }

  /** Gives a picture of networks, sources and guidance, as text for Mermaid and for Graphviz. */
  public DiagramText diagram() {
    return DiagramText.of(this);
  }

  /** Gives the number of trained values of all networks. */
  public long trainable() {
    return networks.stream().mapToLong(CheckedNetwork::trainable).sum();
  }

  @Override
  public String toString() {
    return "%s %s, %s, %s, %s"
        .formatted(
            name(),
            input,
            Shown.count(networks.size(), "network"),
            Shown.count(links.size(), "link"),
            Shown.count(trainable(), "parameter"));
  }
}
