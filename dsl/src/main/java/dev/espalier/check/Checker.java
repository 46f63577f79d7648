package dev.espalier.check;

import dev.espalier.describe.Description;
import dev.espalier.describe.GivenValues;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.describe.Source;
import dev.espalier.describe.Tap;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Dims;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Follows the shapes through a description and resolves its links, or finds everything that is
 * wrong with it.
 *
 * <p>A problem does not hide those after it: a layer that cannot take its input is passed over
 * where its output is still clear, and only what depends on an unknown shape is left out.
 */
public final class Checker {
  private final String subject;
  private final Hierarchy hierarchy;
  private final boolean alone;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, NetworkCheck> checked = new LinkedHashMap<>();

  private Checker(Description description) {
    this.alone = description instanceof Network;
    this.hierarchy = description.hierarchy();
    boolean one =
        hierarchy.networks().size() == 1
            && hierarchy.networks().get(0).name().equals(hierarchy.name());
    this.subject = alone || one ? "network" : "hierarchy";
  }

  /**
   * Gives the description with every shape, parameter and link known.
   *
   * @throws CheckException with all problems, if there are any
   */
  public static CheckedHierarchy check(Description description) {
    Given.all("description", description);
    return new Checker(description).run();
  }

  private CheckedHierarchy run() {
    Optional<Dims> input = sharedInput();
    if (hierarchy.networks().isEmpty()) {
      problems.add(
          new Problem(
              where(),
              "it has no network",
              "network(\"small\", n -> n.flatten().output(10)) in it"));
    }
    for (Network network : hierarchy.networks()) {
      NetworkCheck check = new NetworkCheck(network, problems);
      inputOf(network, input).ifPresentOrElse(check::walk, check::walkWithoutShapes);
      if (checked.putIfAbsent(network.name(), check) != null) {
        problems.add(
            new Problem(
                "network " + network.name(),
                "another network of the hierarchy has this name",
                "a name of its own"));
      }
    }
    checked.values().stream()
        .filter(NetworkCheck::isSound)
        .forEach(check -> problems.addAll(weightProblems(check.checked())));
    List<CheckedLink> links = new GuidanceCheck(hierarchy, checked, problems).links();
    if (!problems.isEmpty()) {
      throw new CheckException("%s '%s'".formatted(subject, hierarchy.name()), problems);
    }
    return new CheckedHierarchy(
        hierarchy,
        input.orElseThrow(),
        checked.values().stream().map(NetworkCheck::checked).toList(),
        links);
  }

  private List<Problem> weightProblems(CheckedNetwork network) {
    GivenValues own = hierarchy.values().get(network.name());
    return own == null ? List.of() : WeightsFit.of(network, own.weights()).problems();
  }

  private String where() {
    return subject + " " + hierarchy.name();
  }

  private Optional<Dims> sharedInput() {
    if (hierarchy.source() instanceof Source.Input given) {
      if (given.dims().rank() == 0) {
        problems.add(
            new Problem(
                where(), "its input has no axis, at least one is needed", "input(1) for a number"));
      }
      return Optional.of(given.dims());
    }
    // The source of a network alone is looked at with the network, where its tap is named.
    if (!(alone && hierarchy.source() instanceof Source.At)) {
      problems.add(
          new Problem(
              where(),
              "no input is given, the shape of one sample is needed",
              "input(1, 28, 28) before its " + (alone ? "layers" : "networks")));
    }
    return Optional.empty();
  }

  private Optional<Dims> inputOf(Network network, Optional<Dims> shared) {
    if (network.source() instanceof Source.At at) {
      return valueAt(network, at.tap());
    }
    if (!(network.source() instanceof Source.Input own)) {
      return shared;
    }
    if (shared.isPresent() && !own.dims().equals(shared.get())) {
      problems.add(
          new Problem(
              "network " + network.name(),
              "its own input is %s, the one that the hierarchy shares is %s"
                  .formatted(own.dims(), shared.get()),
              "leaving its own out"));
    }
    return Optional.of(own.dims());
  }

  private Optional<Dims> valueAt(Network network, Tap tap) {
    String where = "network " + network.name();
    String takes = "it takes its input from " + tap + ", but ";
    NetworkCheck from = checked.get(tap.network());
    if (from == null) {
      problems.add(unreachable(network, tap, where, takes));
      return Optional.empty();
    }
    if (!from.hasLayer(tap.layer())) {
      problems.add(Problem.of(where, takes + from.hasNo(tap.layer())));
    }
    if (from.hasPadding(tap.layer())) {
      problems.add(
          new Problem(
              where,
              takes + "steps of that may be padding, and only that network knows which",
              "a tap after meanOfSteps() or last()"));
    }
    return from.shape(tap.layer());
  }

  private Problem unreachable(Network network, Tap tap, String where, String takes) {
    if (tap.network().equals(network.name())) {
      return new Problem(
          where, takes + "that is a place in itself", "a tap of a network before it");
    }
    if (alone) {
      return new Problem(
          where,
          takes + "stands alone",
          "input(...), or a hierarchy with network '%s' before it".formatted(tap.network()));
    }
    if (hierarchy.network(tap.network()).isPresent()) {
      return new Problem(
          where,
          takes + "'%s' comes after it; networks stand simplest first".formatted(tap.network()),
          "moving network '%s' before '%s'".formatted(tap.network(), network.name()));
    }
    return Problem.of(where, takes + noNetwork(hierarchy, tap.network()));
  }

  /** Says that a network does not exist, and which ones do. */
  static String noNetwork(Hierarchy hierarchy, String name) {
    return hierarchy.networks().stream()
        .map(Network::name)
        .collect(Collectors.joining(", ", "there is no network '" + name + "'. There are ", ""));
  }
}
