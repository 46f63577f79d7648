package dev.espalier.train.plan;

import dev.espalier.describe.problem.Given;
import java.util.ArrayList;
import java.util.List;

/**
 * Alternatives from the same state, of which the best by validation is kept.
 *
 * @param name the name, unique in its plan
 * @param alternatives what is tried, in order; on a tie the earlier is kept
 * @param criterion what decides
 * @param readout what is measured
 */
public record BranchStage(
    String name, List<Alternative> alternatives, Acceptance.Criterion criterion, Readout readout)
    implements Stage {

  /** Copies the alternatives and refuses an empty list. */
  public BranchStage {
    Given.all(
        "name", name, "alternatives", alternatives, "criterion", criterion, "readout", readout);
    alternatives = List.copyOf(alternatives);
    if (alternatives.isEmpty()) {
      throw new IllegalArgumentException(
          "branch '" + name + "': there is no alternative. Try one with no stage, the control.");
    }
  }

  /**
   * One alternative.
   *
   * @param name the name, unique in its branch
   * @param stages its stages; none leaves the networks as they are
   */
  public record Alternative(String name, List<Stage> stages) {
    /** Copies the stages. */
    public Alternative {
      Given.all("name", name, "stages", stages);
      stages = List.copyOf(stages);
    }
  }

  @Override
  public List<Line> explain() {
    List<Line> lines = new ArrayList<>();
    lines.add(
        new Line(
            "branches",
            "%s, the best by %s of %s is kept".formatted(alternatives.size(), criterion, readout)));
    for (Alternative alternative : alternatives) {
      if (alternative.stages().isEmpty()) {
        lines.add(new Line(alternative.name(), "nothing changes"));
      }
      for (Stage stage : alternative.stages()) {
        stage
            .explain()
            .forEach(
                line ->
                    lines.add(new Line(alternative.name() + " " + line.heading(), line.text())));
      }
    }
    return lines;
  }
}
