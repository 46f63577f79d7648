package dev.espalier.methods.distillation;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedLink;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.Tap;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.train.plan.GuideMode;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import dev.espalier.train.plan.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Who guides whom in a distillation, and by which terms. */
final class Guidance {
  private static final double TEMPERATURE = 4;
  private static final double PEERS_TEMPERATURE = 1;

  private final Distillation method;
  private final CheckedHierarchy hierarchy;
  private final List<CheckedNetwork> learners;

  Guidance(Distillation method, CheckedHierarchy hierarchy, List<CheckedNetwork> learners) {
    this.method = method;
    this.hierarchy = hierarchy;
    this.learners = learners;
  }

  /** Gives the described links that guide a learner's layers before its output. */
  List<CheckedLink> hidden(CheckedNetwork learner) {
    return hierarchy.linksOf(learner.name()).stream()
        .filter(link -> !isOutput(link.learner(), learner))
        .toList();
  }

  /** Gives the terms by which others guide a learner in its main stage; empty if none does. */
  List<Term> terms(CheckedNetwork learner) {
    List<CheckedLink> links = hierarchy.linksOf(learner.name());
    List<Term> terms = new ArrayList<>();
    if (!method.hasHints()) {
      hidden(learner).forEach(link -> terms.add(Term.guidance(link)));
    }
    List<Term> outputs = new ArrayList<>();
    links.stream()
        .filter(link -> isOutput(link.learner(), learner))
        .forEach(link -> outputs.add(Term.guidance(link)));
    boolean described = method.hasHints() ? !outputs.isEmpty() : !links.isEmpty();
    if (!described) {
      guides(learner, links).forEach(guide -> outputs.add(answer(guide, learner, Weight.one())));
    }
    terms.addAll(method.takesMean() && outputs.size() > 1 ? List.of(mean(outputs)) : outputs);
    terms.addAll(mutual(learner, links));
    method.stored().forEach(column -> terms.add(stored(learner, column)));
    method.ownPast().ifPresent(past -> terms.add(own(learner, past)));
    return terms;
  }

  /** Gives the networks that guide where no output is linked: those described, or those before. */
  private List<CheckedNetwork> guides(CheckedNetwork learner, List<CheckedLink> links) {
    if (!links.isEmpty()) {
      List<String> named = links.stream().map(link -> link.guide().network()).distinct().toList();
      return hierarchy.networks().stream().filter(one -> named.contains(one.name())).toList();
    }
    List<CheckedNetwork> before =
        hierarchy.networks().subList(0, hierarchy.networks().indexOf(learner));
    List<CheckedNetwork> given = new ArrayList<>();
    for (int i = before.size() - 1; i >= 0; i--) {
      CheckedNetwork network = before.get(i);
      if (!learners.contains(network)) {
        given.add(0, network);
      } else if (!method.isMutual()) {
        return given.isEmpty() ? List.of(network) : List.copyOf(given);
      }
    }
    return List.copyOf(given);
  }

  private List<Term> mutual(CheckedNetwork learner, List<CheckedLink> links) {
    if (!method.isMutual()) {
      return List.of();
    }
    return learners.stream()
        .filter(other -> !other.equals(learner))
        .filter(other -> links.stream().noneMatch(link -> isOutput(link.guide(), other)))
        .map(other -> answer(other, learner, constant(1.0 / (learners.size() - 1))))
        .toList();
  }

  private Term answer(CheckedNetwork guide, CheckedNetwork learner, Weight weight) {
    Tap from = guide.description().outputTap();
    Tap to = learner.description().outputTap();
    double usual = method.isMutual() ? PEERS_TEMPERATURE : TEMPERATURE;
    return new Term(
        from + " -> " + to,
        to,
        new Target.At(from),
        new Objective.Answer(method.temperature().orElse(usual)),
        weight);
  }

  private Term stored(CheckedNetwork learner, String column) {
    Tap output = learner.description().outputTap();
    return new Term(
        "column " + column + " -> " + output,
        output,
        new Target.Column(column),
        new Objective.Answer(method.temperature().orElse(TEMPERATURE)),
        Weight.one());
  }

  private Term own(CheckedNetwork learner, OwnPast past) {
    Tap output = learner.description().outputTap();
    return new Term(
        "own past -> " + output,
        output,
        new Target.Past(output, past.decay()),
        new Objective.Answer(method.temperature().orElse(PEERS_TEMPERATURE)),
        Weight.of(past.weight()));
  }

  private static Weight constant(double value) {
    return Weight.of(Schedule.constant(value));
  }

  private static Term mean(List<Term> outputs) {
    Term first = outputs.get(0);
    List<Tap> taps = outputs.stream().flatMap(term -> term.target().reads().stream()).toList();
    return new Term(
        "mean of "
            + taps.stream().map(Tap::toString).collect(Collectors.joining(", "))
            + " -> "
            + first.prediction(),
        first.prediction(),
        new Target.Mean(taps),
        first.objective(),
        first.weight());
  }

  /** Gives what is wrong with the guidance as a whole. */
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    if (method.isMutual() && learners.size() < 2) {
      problems.add(
          new Problem(
              "networks",
              "%s trains alone, needed two that teach each other".formatted(names(learners)),
              "another network(...), or leaving mutual() out"));
    } else if (learners.stream().allMatch(learner -> terms(learner).isEmpty())) {
      problems.add(
          new Problem(
              "network " + learners.get(0).name(),
              "nothing guides it, and distillation needs a network that does",
              "given(\"teacher\", run) before it, ownPast(0.999), or supervised()"));
    }
    if (method.takesMean()) {
      problems.addAll(meanProblems());
    }
    return problems;
  }

  private List<Problem> meanProblems() {
    List<Problem> problems = new ArrayList<>();
    boolean found = false;
    for (CheckedNetwork learner : learners) {
      List<CheckedLink> outputs =
          hierarchy.linksOf(learner.name()).stream()
              .filter(link -> isOutput(link.learner(), learner))
              .toList();
      found |= terms(learner).stream().anyMatch(term -> term.target() instanceof Target.Mean);
      for (CheckedLink link : outputs) {
        CheckedLink first = outputs.get(0);
        if (!Term.guidance(link).objective().equals(Term.guidance(first).objective())
            || !link.weight().equals(first.weight())) {
          problems.add(
              new Problem(
                  "guidance " + link.name(),
                  "it compares by %s of weight %s, and %s by %s of weight %s; a mean has one of each"
                      .formatted(
                          link.likeness(),
                          link.weight(),
                          first.name(),
                          first.likeness(),
                          first.weight()),
                  "the same for all, or leaving meanOfGuides() out"));
        }
      }
    }
    if (!found) {
      problems.add(
          new Problem(
              "guides",
              "no output has two of them, needed two for a mean",
              "leaving meanOfGuides() out"));
    }
    return problems;
  }

  /** Gives sentences on what the plan does not do, or does otherwise than it may seem. */
  List<String> rules() {
    List<String> rules = new ArrayList<>();
    List<CheckedNetwork> alone =
        learners.stream().filter(learner -> terms(learner).isEmpty()).toList();
    if (!alone.isEmpty() && method.taskWeight() != 1) {
      rules.add("nothing guides %s, so the task counts 1 there".formatted(names(alone)));
    }
    boolean answers =
        learners.stream()
            .flatMap(learner -> terms(learner).stream())
            .anyMatch(term -> term.objective() instanceof Objective.Answer);
    if (method.temperature().isPresent() && !answers) {
      rules.add(
          "the temperature %s is not used: all guidance is described"
              .formatted(method.temperature().getAsDouble()));
    }
    if (!method.mode().equals(GuideMode.USUAL)) {
      if (learners.stream().flatMap(one -> terms(one).stream()).noneMatch(Guidance::asksANetwork)) {
        rules.add("no network answers, so how guides compute is not used");
      } else if (method.isMutual()) {
        rules.add("peers answer as they train, on the learners' inputs and in training mode");
      }
    }
    return rules;
  }

  /** Says whether a term compares with what a network gives. */
  static boolean asksANetwork(Term term) {
    return !term.target().reads().isEmpty() || term.target() instanceof Target.Past;
  }

  static String names(List<CheckedNetwork> networks) {
    return networks.stream()
        .map(network -> "'" + network.name() + "'")
        .collect(Collectors.joining(", "));
  }

  private static boolean isOutput(Tap tap, CheckedNetwork network) {
    return tap.equals(network.description().outputTap());
  }
}
