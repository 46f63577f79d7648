package dev.espalier.describe;

import dev.espalier.describe.layer.Bounds;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Dims;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private final Map<String, GivenValues> values;

  private HierarchyBuilder(
      Source source, List<Network> networks, List<Guide> guides, Map<String, GivenValues> values) {
    this.source = source;
    this.networks = List.copyOf(networks);
    this.guides = List.copyOf(guides);
    this.values = values;
  }

  /** Gives a hierarchy without an input. */
  public static HierarchyBuilder empty() {
    return new HierarchyBuilder(new Source.Shared(), List.of(), List.of(), Map.of());
  }

  /** Gives the described hierarchy under a name. */
  public Hierarchy build(String name) {
    return new Hierarchy(name, source, networks, guides, values);
  }

  /** Sets the shape of one input sample, shared by all networks. */
  public HierarchyBuilder input(long... dims) {
    Given.all("dims", dims);
    if (source instanceof Source.Input) {
      throw Choices.twice("hierarchy", "the input", source, new Source.Input(Dims.of(dims)));
    }
    return new HierarchyBuilder(new Source.Input(Dims.of(dims)), networks, guides, values);
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
    return new HierarchyBuilder(source, longer, guides, values);
  }

  /**
   * Adds a network that is trained already: it stays as it is, has no stage, and guides others, or
   * is where others have their input from.
   *
   * @param source a run, a zoo's model, weights on a description, a file of another program
   */
  public HierarchyBuilder given(String name, Pretrained source) {
    Given.all("name", name, "source", source);
    return starting(name, source, true);
  }

  /**
   * Adds a network that is trained further from the values that it has.
   *
   * @param start where description and values come from
   */
  public HierarchyBuilder network(String name, Pretrained start) {
    Given.all("name", name, "start", start);
    return starting(name, start, false);
  }

  /**
   * Adds a network of which some layers start from trained values: those of the same name and
   * shape. The others start as always, so a network can grow.
   *
   * @param start where the values come from
   */
  public HierarchyBuilder network(
      String name, UnaryOperator<NetworkBuilder> body, Pretrained start) {
    Given.all("name", name, "body", body, "start", start);
    GivenValues own = Given.result("start", start.given()).values();
    GivenValues some =
        new GivenValues(own.weights().whereFitting(), false, own.trainedOn(), own.origin());
    return network(name, body).withValues(name, some);
  }

  private HierarchyBuilder starting(String name, Pretrained start, boolean frozen) {
    GivenNetwork own = Given.result("source", start.given()).named(name);
    return network(own.network()).withValues(name, own.values().frozen(frozen));
  }

  private HierarchyBuilder withValues(String name, GivenValues own) {
    Map<String, GivenValues> more = new LinkedHashMap<>(values);
    more.put(name, own);
    return new HierarchyBuilder(source, networks, guides, more);
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
    return new HierarchyBuilder(source, networks, longer, values);
  }

  @Override
  public String toString() {
    return source + " " + networks + " " + guides;
  }
}
