package dev.espalier.describe;

import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.schedule.Schedule;
import java.util.List;

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

  /**
   * Several layers of each side, which one likeness compares together.
   *
   * @param guideLayers the guide's layers, in the likeness's order, {@code layer} or {@code
   *     layer:linear}
   * @param learnerLayers the learner's layers, likewise
   * @param likeness how agreement is measured
   * @param weight how strongly it counts
   */
  record Together(
      List<String> guideLayers, List<String> learnerLayers, Likeness likeness, Schedule weight)
      implements Link {
    /** Copies the lists, and refuses empty ones. */
    public Together {
      Given.all(
          "guideLayers",
          guideLayers,
          "learnerLayers",
          learnerLayers,
          "likeness",
          likeness,
          "weight",
          weight);
      guideLayers = List.copyOf(guideLayers);
      learnerLayers = List.copyOf(learnerLayers);
      if (guideLayers.isEmpty() || learnerLayers.isEmpty()) {
        throw new IllegalArgumentException(
            "together: the guide's layers are %s and the learner's %s, needed one of each at least. Try output(...)."
                .formatted(guideLayers, learnerLayers));
      }
    }
  }
}
