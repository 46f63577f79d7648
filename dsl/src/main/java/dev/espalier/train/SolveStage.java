package dev.espalier.train;

import java.util.List;

/**
 * A stage that computes in closed form: it walks the data, writes columns of targets for the stages
 * after it, or sets parameters, without a gradient step.
 *
 * @param name the name, unique in its plan
 * @param solver what it does
 */
public record SolveStage(String name, Solver solver) implements Stage {

  /** What a solve stage does; it keeps no state of its own between calls. */
  public interface Solver {

    /** Solves, with everything it needs from the context. */
    void solve(SolveContext context);

    /** Gives one sentence for the plan's explanation. */
    String explain();
  }

  @Override
  public List<Line> explain() {
    return List.of(new Line("solves", solver.explain()));
  }
}
