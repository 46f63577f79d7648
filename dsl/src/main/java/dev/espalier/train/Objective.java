package dev.espalier.train;

import dev.espalier.check.Projection;
import dev.espalier.describe.Likeness;
import java.util.Optional;

/** How far a prediction is from its target. */
public sealed interface Objective {

  /** The recipe's task loss: softmax cross-entropy for classes, mean square for values. */
  record Task() implements Objective {
    @Override
    public String toString() {
      return "task loss";
    }
  }

  /**
   * Half the squared distance, {@code 1/(2 batch) sum |p - t|^2}, summed over a sample's values;
   * for a classification whose target is the label itself, softmax cross-entropy (arXiv
   * 2302.00150).
   */
  record HalfSquare() implements Objective {
    @Override
    public String toString() {
      return "half square";
    }
  }

  /**
   * A likeness, after a projection of the prediction where there is one.
   *
   * @param likeness the measure
   * @param projection the learned map, trained in the stage and dropped after it
   */
  record Alike(Likeness likeness, Optional<Projection> projection) implements Objective {
    @Override
    public String toString() {
      return likeness + projection.map(map -> " through " + map).orElse("");
    }
  }
}
