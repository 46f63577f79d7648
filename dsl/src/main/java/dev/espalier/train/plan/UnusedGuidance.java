package dev.espalier.train.plan;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedLink;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the guidance that a hierarchy describes and no term of a plan uses. */
public final class UnusedGuidance {
  private static final String IS_NOT_USED = " is not used by ";

  private UnusedGuidance() {}

  /** Gives a sentence on each; on two networks as a whole where none of their links is used. */
  public static List<String> sentences(Plan plan, CheckedHierarchy hierarchy) {
    Set<String> sentences = new LinkedHashSet<>();
    for (CheckedLink link : hierarchy.links()) {
      if (!used(link, plan)) {
        boolean none =
            hierarchy.links().stream()
                .filter(other -> networks(other).equals(networks(link)))
                .noneMatch(other -> used(other, plan));
        sentences.add(
            "guidance "
                + (none ? networks(link) : link.name())
                + IS_NOT_USED
                + "'"
                + plan.method()
                + "'");
      }
    }
    return List.copyOf(sentences);
  }

  /**
   * Gives a plan with a rule for each that it has no rule for yet, and without those of its parts
   * on guidance that another part uses.
   */
  static Plan named(Plan plan, CheckedHierarchy hierarchy) {
    List<String> kept =
        plan.rules().stream().filter(rule -> !isContradicted(rule, plan, hierarchy)).toList();
    Plan named = new Plan(plan.hierarchy(), plan.segments(), plan.readout(), kept);
    for (String sentence : sentences(plan, hierarchy)) {
      String start = sentence.substring(0, sentence.indexOf(IS_NOT_USED) + IS_NOT_USED.length());
      if (plan.rules().stream().noneMatch(rule -> rule.startsWith(start))) {
        named = named.rule(sentence);
      }
    }
    return named;
  }

  private static boolean isContradicted(String rule, Plan plan, CheckedHierarchy hierarchy) {
    return hierarchy.links().stream()
        .filter(link -> used(link, plan))
        .flatMap(link -> Stream.of(link.name(), networks(link)))
        .anyMatch(place -> rule.startsWith("guidance " + place + IS_NOT_USED));
  }

  private static boolean used(CheckedLink link, Plan plan) {
    return plan.gradientStages().stream()
        .flatMap(stage -> stage.terms().stream())
        .anyMatch(
            term ->
                term.prediction().equals(link.learner())
                    && term.target().reads().contains(link.guide()));
  }

  private static String networks(CheckedLink link) {
    return link.guide().network() + " -> " + link.learner().network();
  }
}
