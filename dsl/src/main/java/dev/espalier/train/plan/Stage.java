package dev.espalier.train.plan;

import dev.espalier.describe.problem.Given;
import java.util.List;

/** One step of a plan. */
public sealed interface Stage permits GradientStage, SolveStage, BranchStage {

  /** Gives the name, unique in its plan. */
  String name();

  /** Gives the lines that explain the stage: pairs of a heading and a text. */
  List<Line> explain();

  /**
   * A line of an explanation.
   *
   * @param heading what the line is about
   * @param text what it says
   */
  record Line(String heading, String text) {
    /** Refuses null. */
    public Line {
      Given.all("heading", heading, "text", text);
    }
  }
}
