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
   * The total variation of what a prediction leaves of its target over a picture: {@code 1/pixels
   * sum |d(i) - d(j)|}, {@code d = p - t}, over all pairs of pixels beside or above one another,
   * summed over a pixel's values (arXiv 2410.16105). A batch is the whole picture, row by row.
   *
   * @param height the pixels down, at least 2
   * @param width the pixels across, at least 2
   */
  record TotalVariation(int height, int width) implements Objective {
    /** Refuses a picture of less than 2 by 2 pixels. */
    public TotalVariation {
      if (height < 2 || width < 2) {
        throw new IllegalArgumentException(
            ("total variation: the picture is %d x %d pixels, needed at least 2 x 2. Try its"
                    + " height, then its width.")
                .formatted(height, width));
      }
    }

    @Override
    public String toString() {
      return "total variation over " + height + " x " + width;
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
