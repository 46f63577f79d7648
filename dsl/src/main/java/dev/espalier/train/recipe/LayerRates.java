package dev.espalier.train.recipe;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedLayer;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Choices;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.Term;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How much faster or slower than at the stage's rate some layers learn, and what guidance learns
 * besides the networks; 1 for all others. Known as layer-wise or discriminative learning rates
 * (ULMFiT, arXiv 1801.06146).
 *
 * @param layers multipliers by the name of a layer ({@code h1}, in every network that has it) or of
 *     a network's layer ({@code student.h1}); of two that name a parameter, the longer holds
 * @param projections the multiplier of what links learn, projections and likenesses' own
 *     parameters; empty for 1
 */
public record LayerRates(Map<String, Double> layers, OptionalDouble projections) {
  private static final String WHERE = "layerRates";

  /** Copies the map, and refuses multipliers that are not above 0. */
  public LayerRates {
    Given.all("layers", layers, "projections", projections);
    layers = Map.copyOf(new LinkedHashMap<>(layers));
    layers.forEach(LayerRates::require);
    projections.ifPresent(multiplier -> require("projections", multiplier));
  }

  /** Gives the stage's rate for all. */
  public static LayerRates same() {
    return new LayerRates(Map.of(), OptionalDouble.empty());
  }

  /**
   * Gives these, and some layers' rate multiplied.
   *
   * @param multiplier above 0, such as 0.1
   * @param first a layer's name, alone or after its network's: {@code h1}, {@code student.h1}
   * @throws IllegalArgumentException if the multiplier is not above 0, or a layer has one already
   */
  public LayerRates multiplied(double multiplier, String first, String... others) {
    Given.all("first", first, "others", others);
    Map<String, Double> more = new LinkedHashMap<>(layers);
    Stream.concat(Stream.of(first), Stream.of(others))
        .forEach(
            layer -> {
              Double before = more.put(layer, multiplier);
              if (before != null) {
                throw Choices.twice(WHERE, "'" + layer + "'", before, multiplier);
              }
            });
    return new LayerRates(more, projections);
  }

  /**
   * Gives these, and the rate multiplied of what links learn: projections and likenesses' own
   * parameters.
   *
   * @throws IllegalArgumentException if the multiplier is not above 0, or was given
   */
  public LayerRates projections(double multiplier) {
    if (projections.isPresent()) {
      throw Choices.twice(WHERE, "projections", projections.getAsDouble(), multiplier);
    }
    return new LayerRates(layers, OptionalDouble.of(multiplier));
  }

  /** Says whether all learn at the stage's rate. */
  public boolean areSame() {
    return layers.isEmpty() && projections.isEmpty();
  }

  /**
   * Gives the multiplier of a network's parameter.
   *
   * @param parameter its name, such as {@code h1.weight}
   */
  public double of(String network, String parameter) {
    Given.all("network", network, "parameter", parameter);
    return layers.keySet().stream()
        .filter(layer -> names(layer, network, parameter))
        .max(
            Comparator.comparingInt((String layer) -> reach(layer, network, parameter))
                .thenComparing(String::length))
        .map(layers::get)
        .orElse(1.0);
  }

  /**
   * Gives a problem for each name that no parameter of what trains has, and one if nothing is
   * learned besides the networks and has a multiplier.
   *
   * @param plan a plan for the hierarchy, whose places are all there
   */
  public List<Problem> problems(CheckedHierarchy hierarchy, Plan plan) {
    Given.all("hierarchy", hierarchy, "plan", plan);
    List<CheckedNetwork> learners = hierarchy.learners();
    List<Problem> problems = new ArrayList<>();
    layers.keySet().stream()
        .sorted()
        .filter(layer -> learners.stream().noneMatch(network -> names(layer, network)))
        .forEach(
            layer ->
                problems.add(
                    new Problem(
                        WHERE,
                        "no network that trains has parameters in a layer '%s'".formatted(layer),
                        "some of " + named(learners))));
    if (projections.isPresent()
        && plan.gradientStages().stream()
            .flatMap(stage -> stage.terms().stream())
            .noneMatch(term -> learnsBesides(term, hierarchy))) {
      problems.add(
          new Problem(
              WHERE,
              "projections are multiplied by %s, and no stage of '%s' learns any"
                  .formatted(projections.getAsDouble(), plan.method()),
              "a link by projected(...), or leave it out"));
    }
    return problems;
  }

  private static List<String> named(List<CheckedNetwork> learners) {
    return learners.stream()
        .flatMap(network -> network.layers().stream())
        .filter(layer -> layer.trainable() > 0)
        .map(CheckedLayer::name)
        .distinct()
        .toList();
  }

  private static boolean learnsBesides(Term term, CheckedHierarchy hierarchy) {
    return term.objective() instanceof Objective.Alike alike
        && (alike.projection().isPresent()
            || !alike.likeness().parametersFor(alike.compared(term, hierarchy)).isEmpty());
  }

  private static boolean names(String layer, CheckedNetwork network) {
    return network.layers().stream()
        .flatMap(each -> each.parameters().stream().map(spec -> spec.under(each.name()).name()))
        .anyMatch(parameter -> names(layer, network.name(), parameter));
  }

  private static boolean names(String layer, String network, String parameter) {
    return reach(layer, network, parameter) > 0;
  }

  /** Gives how far into a parameter's full name the layer's reaches; 0 where it names another. */
  private static int reach(String layer, String network, String parameter) {
    String full = network + "." + parameter;
    if (parameter.startsWith(layer + ".")) {
      return network.length() + 1 + layer.length();
    }
    return full.startsWith(layer + ".") && layer.length() > network.length() ? layer.length() : 0;
  }

  private static void require(String what, double multiplier) {
    if (!(multiplier > 0) || Double.isInfinite(multiplier)) {
      throw new IllegalArgumentException(
          "layerRates: '%s' is multiplied by %s, needed above 0. Try 0.1, or a method's freeze(\"%s\") for 0."
              .formatted(what, multiplier, what));
    }
  }

  /** Gives such as {@code x 0.1 for h1, x 10.0 for projections}. */
  @Override
  public String toString() {
    if (areSame()) {
      return "the same for all";
    }
    return Stream.concat(
            layers.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> "x " + each.getValue() + " for " + each.getKey()),
            projections.stream().mapToObj(value -> "x " + value + " for projections"))
        .collect(Collectors.joining(", "));
  }
}
