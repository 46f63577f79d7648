package dev.espalier.describe;

import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;

/**
 * Describes how one network guides another; a persistent value, so every call returns a new one.
 *
 * <p>Weights default to 1, constant; the likeness to {@link Likeness#relative()}. {@link #likeness}
 * holds for the links after it.
 */
public final class GuideBuilder {
  private final Likeness likeness;
  private final List<Link> links;

  private GuideBuilder(Likeness likeness, List<Link> links) {
    this.likeness = likeness;
    this.links = List.copyOf(links);
  }

  /** Gives guidance without links. */
  public static GuideBuilder empty() {
    return new GuideBuilder(Likeness.relative(), List.of());
  }

  /** Gives the described guidance between two networks. */
  public Guide build(String guide, String learner) {
    return new Guide(guide, learner, links);
  }

  /** Measures the links after this by another likeness. */
  public GuideBuilder likeness(Likeness other) {
    Given.all("other", other);
    return new GuideBuilder(other, links);
  }

  /** Links two layers of equal shape with weight 1. */
  public GuideBuilder hidden(String guideLayer, String learnerLayer) {
    return hidden(guideLayer, learnerLayer, Schedule.constant(1));
  }

  /** Links two layers of equal shape. */
  public GuideBuilder hidden(String guideLayer, String learnerLayer, Schedule weight) {
    return append(new Link.Hidden(guideLayer, learnerLayer, likeness, weight, false));
  }

  /** Links two layers by a likeness of their own, with weight 1. */
  public GuideBuilder hidden(String guideLayer, String learnerLayer, Likeness own) {
    return hidden(guideLayer, learnerLayer, own, Schedule.constant(1));
  }

  /** Links two layers by a likeness of their own, which may compare different shapes. */
  public GuideBuilder hidden(
      String guideLayer, String learnerLayer, Likeness own, Schedule weight) {
    return append(new Link.Hidden(guideLayer, learnerLayer, own, weight, false));
  }

  /** Links two layers through a learned map with weight 1. */
  public GuideBuilder projected(String guideLayer, String learnerLayer) {
    return projected(guideLayer, learnerLayer, Schedule.constant(1));
  }

  /** Links two layers through a learned map, which the checker sizes. */
  public GuideBuilder projected(String guideLayer, String learnerLayer, Schedule weight) {
    return append(new Link.Hidden(guideLayer, learnerLayer, likeness, weight, true));
  }

  /**
   * Links several layers of each side, which a likeness compares together, with weight 1.
   *
   * <pre>{@code
   * g.together(List.of("block1", "block2"), List.of("block1", "block2"), likeness("solution flow"))
   * }</pre>
   */
  public GuideBuilder together(List<String> guideLayers, List<String> learnerLayers, Likeness own) {
    return together(guideLayers, learnerLayers, own, Schedule.constant(1));
  }

  /** Links several layers of each side, which a likeness compares together. */
  public GuideBuilder together(
      List<String> guideLayers, List<String> learnerLayers, Likeness own, Schedule weight) {
    return append(new Link.Together(guideLayers, learnerLayers, own, weight));
  }

  /** Links the guide's j-th hidden layer with the learner's j-th, with weight 1. */
  public GuideBuilder aligned() {
    return aligned(Schedule.constant(1));
  }

  /** Links the guide's j-th hidden layer with the learner's j-th, counted from the input. */
  public GuideBuilder aligned(Schedule weight) {
    return append(new Link.Aligned(likeness, weight));
  }

  /** Links the outputs with weight 1. */
  public GuideBuilder output() {
    return output(Schedule.constant(1));
  }

  /** Links the outputs. */
  public GuideBuilder output(Schedule weight) {
    return append(new Link.Output(likeness, weight));
  }

  /** Links the outputs by a likeness of their own, with weight 1. */
  public GuideBuilder output(Likeness own) {
    return output(own, Schedule.constant(1));
  }

  /** Links the outputs by a likeness of their own. */
  public GuideBuilder output(Likeness own, Schedule weight) {
    return append(new Link.Output(own, weight));
  }

  private GuideBuilder append(Link link) {
    List<Link> longer = new ArrayList<>(links);
    longer.add(link);
    return new GuideBuilder(likeness, longer);
  }

  @Override
  public String toString() {
    return links.toString();
  }
}
