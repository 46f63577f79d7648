package dev.espalier.check;

import dev.espalier.describe.Tap;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.schedule.Schedule;
import java.util.Optional;

/**
 * A link with both ends found and its projection sized.
 *
 * @param guide the guide's tap
 * @param learner the learner's tap
 * @param likeness how agreement is measured
 * @param weight how strongly it counts
 * @param projection the learned map from the learner's shape, where one is used
 */
public record CheckedLink(
    Tap guide, Tap learner, Likeness likeness, Schedule weight, Optional<Projection> projection) {
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
        projection);
  }

  /** Gives the link's name, {@code guide -> learner}. */
  public String name() {
    return guide + " -> " + learner;
  }

  @Override
  public String toString() {
    return name() + ", " + likeness + ", weight " + weight;
  }
}
