package dev.espalier.methods.reverse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.espalier.train.Task;

/**
 * How wanted outputs are made and reversed.
 *
 * @param output what a classifier should have put out; a regression's wanted output is its target
 * @param refine whether rows that miss their label go on by Gauss-Newton steps through the rest
 * @param rules how each layer is reversed
 */
public record Reversal(WantedOutput output, boolean refine, ReverseRules rules) {
  // A tie is lost to rounding, so a refined row leads by this at least.
  private static final double LEAST_LEAD = 1e-3;

  /** Gives the wanted output of a batch, in FLOAT64. */
  NDArray wanted(Task task, NDArray output, NDArray target) {
    return task == Task.CLASSIFICATION
        ? this.output.of(output, target)
        : target.toType(DataType.FLOAT64, false).reshape(output.getShape());
  }

  /** Gives the nearest right logits for rows that are wrong, and the same for the others. */
  NDArray wantedWhereMissed(NDArray logits, NDArray labels) {
    double margin = output instanceof WantedOutput.Nearest nearest ? nearest.margin() : 0;
    NDArray nearest = new WantedOutput.Nearest(Math.max(margin, LEAST_LEAD)).of(logits, labels);
    return Scripts.linear().call("choose", WantedOutput.hits(logits, labels), logits, nearest);
  }
}
