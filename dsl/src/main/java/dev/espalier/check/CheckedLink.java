package dev.espalier.check;

import dev.espalier.describe.Tap;
import dev.espalier.describe.likeness.Compared;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.value.Dims;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A link with both ends found and its projection sized.
 *
 * @param guide the guide's tap
 * @param learner the learner's tap
 * @param likeness how agreement is measured
 * @param weight how strongly it counts
 * @param projection the learned map from the learner's shape, where one is used
 * @param beside the further places that are compared with these
 */
public record CheckedLink(
    Tap guide,
    Tap learner,
    Likeness likeness,
    Schedule weight,
    Optional<Projection> projection,
    Beside beside) {
  /** Refuses null. */
  public CheckedLink {
    Given.all(
        "guide",
        guide,
        "learner",
        learner,
        "likeness",
        likeness,
        "weight",
        weight,
        "projection",
        projection,
        "beside",
        beside);
  }

  /** Gives the link's name, {@code guide -> learner}. */
  public String name() {
    return guides() + " -> " + learners();
  }

  /** Gives the guide's places as text. */
  String guides() {
    return places(guide, beside.guides());
  }

  /** Gives the learner's places as text. */
  String learners() {
    return places(learner, beside.learners());
  }

  /** Gives the shapes that the link compares. */
  Compared compared(CheckedHierarchy hierarchy) {
    List<Dims> to = new ArrayList<>(List.of(hierarchy.dims(guide).orElseThrow()));
    beside.guides().forEach(tap -> to.add(hierarchy.dims(tap).orElseThrow()));
    List<Dims> from = new ArrayList<>();
    from.add(projection.map(Projection::to).orElseGet(() -> hierarchy.dims(learner).orElseThrow()));
    beside.learners().forEach(tap -> from.add(hierarchy.dims(tap).orElseThrow()));
    return new Compared(from, to, 1);
  }

  private static String places(Tap first, List<Tap> others) {
    return Stream.concat(Stream.of(first.toString()), others.stream().map(Tap::place))
        .collect(Collectors.joining(" + "));
  }

  @Override
  public String toString() {
    return name() + ", " + likeness + ", weight " + weight;
  }
}
