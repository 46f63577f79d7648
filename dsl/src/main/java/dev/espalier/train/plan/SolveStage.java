package dev.espalier.train.plan;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Dims;
import java.util.List;
import java.util.Map;

/**
 * A stage that computes in closed form: it walks the data, writes columns of targets for the stages
 * after it, or sets parameters, without a gradient step.
 *
 * @param name the name, unique in its plan
 * @param solver what it does
 */
public record SolveStage(String name, Solver solver) implements Stage {
  /** Refuses null. */
  public SolveStage {
    Given.all("name", name, "solver", solver);
  }

  /** What a solve stage does; it keeps no state of its own between calls. */
  public interface Solver {

    /** Solves, with everything it needs from the context. */
    void solve(SolveContext context);

    /** Gives one sentence for the plan's explanation. */
    String explain();

    /**
     * Gives the shape of a row of each column that it writes, by name; none by default. So a plan
     * that reads what nobody writes is refused before anything runs.
     */
    default Map<String, Dims> columns(CheckedHierarchy hierarchy) {
      return Map.of();
    }

    /** Gives what keeps it from solving for a task, before anything runs; nothing by default. */
    default List<Problem> problems(Task task) {
      return List.of();
    }
  }

  @Override
  public List<Line> explain() {
    return List.of(new Line("solves", solver.explain()));
  }
}
