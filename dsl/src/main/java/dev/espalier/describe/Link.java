package dev.espalier.describe;

import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.schedule.Schedule;

/** One kind of agreement that a guide asks of its learner. */
public sealed interface Link {

  /** Gives how the agreement is measured. */
  Likeness likeness();

  /** Gives how strongly it counts, over the stage. */
  Schedule weight();

  /**
   * A layer of the guide, and the layer of the learner that should be like it.
   *
   * @param guideLayer the guide's layer, {@code layer} or {@code layer:linear}
   * @param learnerLayer the learner's layer, likewise
   * @param likeness how agreement is measured
   * @param weight how strongly it counts
   * @param projected whether a learned map makes the shapes comparable
   */
  record Hidden(
      String guideLayer, String learnerLayer, Likeness likeness, Schedule weight, boolean projected)
      implements Link {
    /** Refuses null. */
    public Hidden {
      Given.all(
          "guideLayer",
          guideLayer,
          "learnerLayer",
          learnerLayer,
          "likeness",
          likeness,
          "weight",
          weight);
    }
  }

  /**
   * The two outputs.
   *
   * @param likeness how agreement is measured
   * @param weight how strongly it counts
   */
  record Output(Likeness likeness, Schedule weight) implements Link {
    /** Refuses null. */
    public Output {
      Given.all("likeness", likeness, "weight", weight);
    }
  }

  /**
   * The guide's j-th hidden layer with the learner's j-th, counted from the input, each through a
   * learned map where shapes differ; hidden layers are those with an activation, before the output.
   *
   * @param likeness how agreement is measured
   * @param weight how strongly each pair counts
   */
  record Aligned(Likeness likeness, Schedule weight) implements Link {
    /** Refuses null. */
    public Aligned {
      Given.all("likeness", likeness, "weight", weight);
    }
  }
}
