package dev.espalier.methods.reverse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import dev.espalier.compile.loss.Cells;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Parts;
import dev.espalier.train.plan.Task;
import java.util.ArrayList;
import java.util.List;

/**
 * How wanted outputs are made and reversed.
 *
 * @param output what a classifier should have put out; a regression's wanted output is its target
 * @param refine whether rows that miss their label go on by Gauss-Newton steps through the rest
 * @param rules how each layer is reversed
 */
public record Reversal(WantedOutput output, boolean refine, ReverseRules rules) {
  /** Refuses null. */
  public Reversal {
    Given.all("output", output, "rules", rules);
  }

  // A tie is lost to rounding, so a refined row leads by this at least.
  private static final double LEAST_LEAD = 1e-3;

  /** Gives the settings that mean nothing where the targets are values. */
  List<Problem> problems(Task task) {
    List<Problem> problems = new ArrayList<>();
    if (task != Task.CLASSIFICATION) {
      if (task == Task.REGRESSION && !output.equals(new WantedOutput.Nearest(0))) {
        problems.add(
            new Problem(
                "wanted output",
                "%s is for classes, and a regression's wanted output is its target"
                    .formatted(output),
                "no wanted(...) and no margin(...)"));
      }
      if (refine) {
        problems.add(
            new Problem(
                "refine()",
                "it goes on from features that miss their label, and "
                    + (task == Task.REGRESSION ? "a regression has none" : "there are several"),
                "no refine()"));
      }
    }
    return problems;
  }

  /** Gives the wanted output of a batch, in FLOAT64. */
  NDArray wanted(Cells cells, NDArray output, NDArray target) {
    if (cells.classes()) {
      return this.output.of(output, target);
    }
    NDArray values = target.toType(DataType.FLOAT64, false).reshape(output.getShape());
    if (!cells.scores()) {
      return values;
    }
    NDList wanted = new NDList();
    for (Parts.Part part : cells.parts().orElseThrow().list()) {
      NDArray own = Cells.of(part, values);
      wanted.add(part.ofClasses() ? this.output.of(Cells.of(part, output), own.argMax(1)) : own);
    }
    return NDArrays.concat(wanted, 1);
  }

  /** Gives the nearest right logits for rows that are wrong, and the same for the others. */
  NDArray wantedWhereMissed(NDArray logits, NDArray labels) {
    double margin = output instanceof WantedOutput.Nearest nearest ? nearest.margin() : 0;
    NDArray nearest = new WantedOutput.Nearest(Math.max(margin, LEAST_LEAD)).of(logits, labels);
    return Scripts.linear().call("choose", WantedOutput.hits(logits, labels), logits, nearest);
  }
}
