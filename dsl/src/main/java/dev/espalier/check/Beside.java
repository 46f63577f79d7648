package dev.espalier.check;

import dev.espalier.describe.Tap;
import dev.espalier.describe.problem.Given;
import java.util.List;

/**
 * The further places that a likeness compares besides the first of each side, in the order of the
 * link; none for most.
 *
 * @param guides the guide's taps after the first
 * @param learners the learner's taps after the first
 */
public record Beside(List<Tap> guides, List<Tap> learners) {
  /** Copies the lists. */
  public Beside {
    Given.all("guides", guides, "learners", learners);
    guides = List.copyOf(guides);
    learners = List.copyOf(learners);
  }

  /** Gives none. */
  public static Beside none() {
    return new Beside(List.of(), List.of());
  }

  @Override
  public String toString() {
    return guides.isEmpty() && learners.isEmpty() ? "none" : "%s -> %s".formatted(guides, learners);
  }
}
