package dev.espalier.methods.supervised;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedLayer;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Problem;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.PlanException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which layers stay as they are while the others train, statistics included; a method that offers
 * it holds one.
 *
 * @param rule how the layers are told
 * @param layers their names, which each network takes as far as it has them
 */
public record Freezing(Rule rule, List<String> layers) {
  /** How layers are told. */
  public enum Rule {
    /** Those named stay. */
    THESE,
    /** All from the input up to and with the one named stay. */
    UP_TO,
    /** All but those named stay. */
    ALL_BUT
  }

  /** No layer stays. */
  public static final Freezing NONE = new Freezing(Rule.THESE, List.of());

  /** Copies the list. */
  public Freezing {
    Given.all("rule", rule, "layers", layers);
    layers = List.copyOf(layers);
  }

  /** Gives one by layers' names, at least one. */
  public static Freezing of(Rule rule, String first, String... others) {
    Given.all("rule", rule, "first", first, "others", others);
    return new Freezing(rule, Stream.concat(Stream.of(first), Stream.of(others)).toList());
  }

  /** Gives what trains of a network. */
  public Part part(CheckedNetwork network) {
    Given.all("network", network);
    List<String> names = network.layers().stream().map(CheckedLayer::name).toList();
    List<String> stay = new ArrayList<>();
    switch (rule) {
      case THESE -> names.stream().filter(layers::contains).forEach(stay::add);
      case UP_TO -> stay.addAll(names.subList(0, names.indexOf(layers.get(0)) + 1));
      case ALL_BUT -> {
        if (names.stream().anyMatch(layers::contains)) {
          names.stream().filter(name -> !layers.contains(name)).forEach(stay::add);
        }
      }
    }
    return Part.whole(network.name()).without(stay);
  }

  /**
   * Refuses names that no network has.
   *
   * @param method the method's name, for the error
   * @throws PlanException with every such name
   */
  public void require(String method, CheckedHierarchy hierarchy) {
    Given.all("method", method, "hierarchy", hierarchy);
    List<String> known =
        hierarchy.learners().stream()
            .flatMap(network -> network.layers().stream())
            .map(CheckedLayer::name)
            .distinct()
            .toList();
    List<Problem> problems =
        layers.stream()
            .filter(layer -> !known.contains(layer))
            .map(
                layer ->
                    new Problem(
                        "freeze",
                        "no network that trains has a layer '%s'".formatted(layer),
                        "some of " + known))
            .toList();
    if (!problems.isEmpty()) {
      throw new PlanException("plan '%s' for '%s'".formatted(method, hierarchy.name()), problems);
    }
  }
}
