package dev.espalier.describe.likeness;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import java.util.List;

/**
 * The shapes that a likeness compares.
 *
 * @param learner those of the learner's values, in the order of the link, one at least; that of a
 *     pair after its projection
 * @param guide those of the guide's values, one at least
 * @param rows the number of samples that are trained on
 */
public record Compared(List<Dims> learner, List<Dims> guide, int rows) {
  /** Copies the lists. */
  public Compared {
    Given.all("learner", learner, "guide", guide);
    learner = List.copyOf(learner);
    guide = List.copyOf(guide);
    if (learner.isEmpty() || guide.isEmpty() || rows < 1) {
      throw new IllegalArgumentException(
          "compared: %s learner's values, %s guide's and %s rows, needed one of each at least. Try Compared.pair(...)."
              .formatted(learner.size(), guide.size(), rows));
    }
  }

  /** Gives two values. */
  public static Compared pair(Dims learner, Dims guide) {
    Given.all("learner", learner, "guide", guide);
    return new Compared(List.of(learner), List.of(guide), 1);
  }

  /** Gives the same values of so many samples. */
  public Compared ofRows(int count) {
    return new Compared(learner, guide, count);
  }

  /** Says whether one value is compared with one. */
  public boolean isPair() {
    return learner.size() == 1 && guide.size() == 1;
  }

  /** Gives the shape of the learner's first value. */
  public Dims first() {
    return learner.get(0);
  }

  /** Gives the shape of the guide's first value. */
  public Dims wanted() {
    return guide.get(0);
  }
}
