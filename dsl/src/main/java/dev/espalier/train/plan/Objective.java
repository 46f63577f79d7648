package dev.espalier.train.plan;

import dev.espalier.check.Beside;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.Projection;
import dev.espalier.describe.Tap;
import dev.espalier.describe.likeness.Compared;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.SoftTargets;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.torch.Operators;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How far a prediction is from its target. */
public sealed interface Objective {

  /** Gives what this is in a task; itself, where it is the same in all. */
  default Objective in(dev.espalier.train.plan.Task task) {
    Given.all("task", task);
    return this;
  }

  /** The recipe's task loss: softmax cross-entropy for classes, mean square for values. */
  record Task() implements Objective {
    @Override
    public String toString() {
      return "task loss";
    }
  }

  /**
   * The distance of an output from what another gives as the answer: for classes soft targets at a
   * temperature, {@code T^2 KL(softmax(t / T) || softmax(p / T))} (arXiv 1503.02531), for values
   * the mean square.
   *
   * @param temperature T, from 1e-18 to 1e18
   */
  record Answer(double temperature) implements Objective {
    /** Refuses a temperature out of its range. */
    public Answer {
      new SoftTargets(temperature);
    }

    @Override
    public Objective in(dev.espalier.train.plan.Task task) {
      Given.all("task", task);
      Likeness likeness =
          task == dev.espalier.train.plan.Task.CLASSIFICATION
              ? Likeness.softTargets(temperature)
              : Likeness.meanSquare();
      return new Alike(likeness, Optional.empty());
    }

    @Override
    public String toString() {
      return "answer (soft targets at %s, or mean square of values)".formatted(temperature);
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

  /** What takes neighbouring pixels together: a batch is all of one picture, row by row. */
  sealed interface OverPicture extends Objective {
    /** Gives the pixels down. */
    int height();

    /** Gives the pixels across. */
    int width();
  }

  /**
   * Half the squared distance from a label that is a blurred picture: {@code 1/(2 pixels) sum |K d
   * - y|^2}, {@code d = p - t}, {@code y} the label and {@code K} a Gaussian blur, see {@link
   * Operators#blur} (arXiv 2410.16105, 2507.20351). With the target {@link Target.Opposite}, {@code
   * d} is the whole sum that should look like {@code y} once it is blurred.
   *
   * @param deviation the blur's, in pixels, at least 0.001
   * @param height the pixels down, more than four deviations
   * @param width the pixels across, more than four deviations
   */
  record Blurred(double deviation, int height, int width) implements OverPicture {
    /** Refuses a blur that is none, or that is wider than the picture. */
    public Blurred {
      Operators.blurReach(deviation, height, width);
    }

    @Override
    public String toString() {
      return "half square from the label to the blur by %s over %s x %s"
          .formatted(deviation, height, width);
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
  record TotalVariation(int height, int width) implements OverPicture {
    /** Refuses a picture of less than 2 by 2 pixels. */
    public TotalVariation {
      if (height < 2 || width < 2) {
        throw new IllegalArgumentException(
            ("total variation: the picture is %s x %s pixels, needed at least 2 x 2. Try its"
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
   * @param likeness the measure; its own parameters are trained in the stage and dropped after it
   * @param projection the learned map, likewise
   * @param beside the further places that it compares
   */
  record Alike(Likeness likeness, Optional<Projection> projection, Beside beside)
      implements Objective {
    /** Refuses null. */
    public Alike {
      Given.all("likeness", likeness, "projection", projection, "beside", beside);
    }

    /** Compares one place with one. */
    public Alike(Likeness likeness, Optional<Projection> projection) {
      this(likeness, projection, Beside.none());
    }

    /**
     * Gives the shapes that are compared in a term; that of a target which no tap has is taken for
     * the prediction's.
     *
     * @param term the term of this objective, whose taps are places of the hierarchy
     */
    public Compared compared(Term term, CheckedHierarchy hierarchy) {
      Given.all("term", term, "hierarchy", hierarchy);
      Dims mapped =
          projection.map(Projection::to).orElseGet(() -> dims(hierarchy, term.prediction()));
      List<Dims> learner = new ArrayList<>(List.of(mapped));
      beside.learners().forEach(tap -> learner.add(dims(hierarchy, tap)));
      List<Dims> guide = new ArrayList<>();
      guide.add(term.target().place().map(tap -> dims(hierarchy, tap)).orElse(mapped));
      beside.guides().forEach(tap -> guide.add(dims(hierarchy, tap)));
      return new Compared(learner, guide, 1);
    }

    private static Dims dims(CheckedHierarchy hierarchy, Tap tap) {
      return hierarchy
          .dims(tap)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "objective: there is no tap %s in %s. Try one of its layers."
                          .formatted(tap, hierarchy.name())));
    }

    @Override
    public String toString() {
      boolean pair = beside.equals(Beside.none());
      return likeness
          + projection.map(map -> " through " + map).orElse("")
          + (pair ? "" : ", and of " + beside.learners() + " to " + beside.guides());
    }
  }
}
