package dev.espalier.train.checks;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.Tap;
import dev.espalier.describe.layer.LayerPaths;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Dims;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Finds the networks and taps that a plan names in a hierarchy, and notes those that are not. */
final class Places {
  private final CheckedHierarchy hierarchy;
  private final Set<Problem> problems = new LinkedHashSet<>();

  Places(CheckedHierarchy hierarchy) {
    this.hierarchy = hierarchy;
  }

  CheckedHierarchy hierarchy() {
    return hierarchy;
  }

  /** Gives what was noted, each once. */
  Set<Problem> problems() {
    return problems;
  }

  /** Notes a problem. */
  void add(String where, String what, String advice) {
    problems.add(new Problem(where, what, advice));
  }

  /** Gives a network; empty, and noted, if there is none of that name. */
  Optional<CheckedNetwork> network(String where, String name) {
    Optional<CheckedNetwork> network = hierarchy.network(name);
    if (network.isEmpty()) {
      problems.add(missing(hierarchy, where, name));
    }
    return network;
  }

  /** Gives the problem of a network that a hierarchy does not have. */
  static Problem missing(CheckedHierarchy hierarchy, String where, String name) {
    return new Problem(
        where,
        "there is no network '" + name + "'",
        "one of " + hierarchy.networks().stream().map(CheckedNetwork::name).toList());
  }

  /** Gives the shape of a tap's value; empty, and noted, if there is no such tap. */
  Optional<Dims> tap(String where, Tap tap) {
    Optional<CheckedNetwork> network = network(where, tap.network());
    if (network.isPresent() && network.get().layer(tap.layer()).isEmpty()) {
      add(
          where + ", tap " + tap,
          "network '%s' has no layer '%s'".formatted(tap.network(), tap.layer()),
          LayerPaths.nearest(network.get().description().layers(), tap.layer())
                  .map(each -> "'" + each + "', or ")
                  .orElse("")
              + "one of "
              + network.get().layers().stream().map(layer -> layer.name()).toList());
      return Optional.empty();
    }
    return network.flatMap(found -> hierarchy.dims(tap));
  }
}
