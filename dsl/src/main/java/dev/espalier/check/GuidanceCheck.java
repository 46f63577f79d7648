package dev.espalier.check;

import dev.espalier.describe.Guide;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Link;
import dev.espalier.describe.Network;
import dev.espalier.describe.Tap;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Finds who guides whom, turns every link into pairs of taps, and notes what is wrong. */
final class GuidanceCheck {
  private final Hierarchy hierarchy;
  private final Map<String, NetworkCheck> networks;
  private final List<String> order;
  private final List<Problem> problems;
  private final LinkCheck pairs;

  /**
   * Takes what the networks' own checks found.
   *
   * @param networks the checks by network name, in the order of the hierarchy
   */
  GuidanceCheck(Hierarchy hierarchy, Map<String, NetworkCheck> networks, List<Problem> problems) {
    this.hierarchy = hierarchy;
    this.networks = networks;
    this.order = List.copyOf(networks.keySet());
    this.problems = problems;
    this.pairs = new LinkCheck(networks, problems);
  }

  /** Gives the links that are right, in the order of the guides. */
  List<CheckedLink> links() {
    hierarchy.guides().forEach(this::check);
    return pairs.links();
  }

  private void check(Guide guide) {
    String where = "guidance " + guide.guide() + " -> " + guide.learner();
    if (guide.guide().equals(guide.learner())) {
      add(where, "a network cannot guide itself", "a guide that is simpler than its learner");
      return;
    }
    List<String> unknown =
        List.of(guide.guide(), guide.learner()).stream()
            .filter(name -> !networks.containsKey(name))
            .toList();
    for (String name : unknown) {
      problems.add(Problem.of(where, Checker.noNetwork(hierarchy, name)));
    }
    if (unknown.isEmpty()) {
      checkLinks(where, guide);
    }
  }

  private void checkLinks(String where, Guide guide) {
    if (order.indexOf(guide.guide()) > order.indexOf(guide.learner())) {
      add(
          where,
          "'%s' comes after '%s', but a guide is trained before its learner"
              .formatted(guide.guide(), guide.learner()),
          "moving network '%s' before '%s'".formatted(guide.guide(), guide.learner()));
    }
    if (guide.links().isEmpty()) {
      add(where, "it has no link", "g -> g.aligned().output()");
    }
    Network from = network(guide.guide());
    Network to = network(guide.learner());
    // A network without layers is a problem already; that its taps are missing would say it again.
    if (from.layers().isEmpty() || to.layers().isEmpty()) {
      return;
    }
    for (Link link : guide.links()) {
      if (link instanceof Link.Hidden hidden) {
        Tap guideTap = Tap.of(from.name(), hidden.guideLayer());
        pairs.check(guideTap, Tap.of(to.name(), hidden.learnerLayer()), link);
      } else if (link instanceof Link.Together together) {
        pairs.check(
            together.guideLayers().stream().map(layer -> Tap.of(from.name(), layer)).toList(),
            together.learnerLayers().stream().map(layer -> Tap.of(to.name(), layer)).toList(),
            link);
      } else if (link instanceof Link.Output) {
        pairs.check(from.outputTap(), to.outputTap(), link);
      } else {
        align(where, from, to, link);
      }
    }
  }

  private void align(String where, Network guide, Network learner, Link link) {
    for (Network network : List.of(guide, learner)) {
      if (network.hiddenLayers().isEmpty()) {
        add(
            where,
            "aligned guidance pairs hidden layers, but network '%s' has none, no layer with an"
                    .formatted(network.name())
                + " activation before its output",
            "an activation such as relu() after a layer, or output() alone");
      }
    }
    List<NamedLayer> from = guide.hiddenLayers();
    List<NamedLayer> to = learner.hiddenLayers();
    for (int j = 0; j < Math.min(from.size(), to.size()); j++) {
      Tap guideTap = Tap.of(guide.name(), from.get(j).name());
      pairs.check(guideTap, Tap.of(learner.name(), to.get(j).name()), link);
    }
  }

  private Network network(String name) {
    return Objects.requireNonNull(networks.get(name)).network();
  }

  private void add(String where, String what, String advice) {
    problems.add(new Problem(where, what, advice));
  }
}
