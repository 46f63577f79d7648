package dev.espalier.describe;

import dev.espalier.describe.layer.Bounds;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * Describes a hierarchy, simplest network first; a persistent value, so every call returns a new
 * one.
 */
public final class HierarchyBuilder {
  private final Source source;
  private final List<Network> networks;
  private final List<Guide> guides;

  private HierarchyBuilder(Source source, List<Network> networks, List<Guide> guides) {
    this.source = source;
    this.networks = List.copyOf(networks);
    this.guides = List.copyOf(guides);
  }

  /** Gives a hierarchy without an input. */
  public static HierarchyBuilder empty() {
    return new HierarchyBuilder(new Source.Shared(), List.of(), List.of());
  }

  /** Gives the described hierarchy under a name. */
  public Hierarchy build(String name) {
    return new Hierarchy(name, source, networks, guides);
  }

  /** Sets the shape of one input sample, shared by all networks. */
  public HierarchyBuilder input(long... dims) {
    Given.all("dims", dims);
    if (source instanceof Source.Input) {
      throw new IllegalArgumentException(
          "the input was already given as %s, now as %s. Try one of them."
              .formatted(source, Dims.of(dims)));
    }
    return new HierarchyBuilder(new Source.Input(Dims.of(dims)), networks, guides);
  }

  /** Adds a network. */
  public HierarchyBuilder network(String name, UnaryOperator<NetworkBuilder> body) {
    Given.all("body", body);
    return network(Given.result("body", body.apply(NetworkBuilder.empty())).build(name));
  }

  /** Adds a network that is already described. */
  public HierarchyBuilder network(Network network) {
    Given.all("network", network);
    List<Network> longer = new ArrayList<>(networks);
    longer.add(network);
    Bounds.require(longer, Bounds.NETWORKS, "hierarchy", "networks");
    return new HierarchyBuilder(source, longer, guides);
  }

  /** Adds as many times what the function adds, 0 for nothing; it is given the count, from 1. */
  public HierarchyBuilder repeat(
      int times, BiFunction<Integer, HierarchyBuilder, HierarchyBuilder> body) {
    Given.all("body", body);
    Bounds.requireTimes(times);
    HierarchyBuilder repeated = this;
    for (int i = 1; i <= times; i++) {
      repeated = Given.result("body", body.apply(i, repeated));
    }
    return repeated;
  }

  /**
   * Adds networks "grade1", "grade2" and so on, of which each takes the value at a layer of the one
   * before as its input; the first takes the shared input.
   *
   * @param grades how many
   * @param layer the name of the layer that is passed on, which every grade must have
   * @param body describes a grade; it is given the grade's number, from 1
   */
  public HierarchyBuilder grades(
      int grades, String layer, BiFunction<Integer, NetworkBuilder, NetworkBuilder> body) {
    Given.all("layer", layer, "body", body);
    return repeat(
        grades,
        (grade, hierarchy) -> {
          NetworkBuilder start = NetworkBuilder.empty();
          NetworkBuilder placed =
              grade == 1 ? start : start.from("grade" + (grade - 1) + "." + layer);
          return hierarchy.network(
              Given.result("body", body.apply(grade, placed)).build("grade" + grade));
        });
  }

  /**
   * Lets one network guide another by the default links: hidden layers aligned from the input, and
   * the outputs.
   */
  public HierarchyBuilder guide(String guide, String learner) {
    return guide(guide, learner, links -> links.aligned().output());
  }

  /** Lets one network guide another. */
  public HierarchyBuilder guide(String guide, String learner, UnaryOperator<GuideBuilder> links) {
    Given.all("links", links);
    List<Guide> longer = new ArrayList<>(guides);
    longer.add(Given.result("links", links.apply(GuideBuilder.empty())).build(guide, learner));
    Bounds.require(longer, Bounds.GUIDES, "hierarchy", "guides");
    return new HierarchyBuilder(source, networks, longer);
  }

  @Override
  public String toString() {
    return source + " " + networks + " " + guides;
  }
}
