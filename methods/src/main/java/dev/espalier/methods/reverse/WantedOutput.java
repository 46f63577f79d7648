package dev.espalier.methods.reverse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.espalier.describe.problem.Given;

/** What a classifier should have put out: the paper's optimal embedding (arXiv 2506.07188). */
public sealed interface WantedOutput {

  /**
   * Gives the wanted logits, computed on the arrays' device for the whole batch at once.
   *
   * @param logits {@code (batch, classes)}, in FLOAT32 or FLOAT64
   * @param labels {@code (batch)}, INT64
   * @return {@code (batch, classes)} in the logits' type
   */
  NDArray of(NDArray logits, NDArray labels);

  /** Gives, for each row, whether its largest logit is the label's; BOOLEAN {@code (batch)}. */
  static NDArray hits(NDArray logits, NDArray labels) {
    Given.all("logits", logits, "labels", labels);
    return Scripts.embedding().call("hits", logits, labels.toType(DataType.INT64, false));
  }

  /**
   * The point nearest to the logits in L2 whose label's entry is the largest by a margin: the
   * largest entries are pooled with the label's to their common mean. {@code (1, 2, 3)} with label
   * 0 becomes {@code (2, 2, 2)}; a row that is already right is left as it is.
   *
   * @param margin by how much the label's entry leads, at least 0; 0 allows a tie
   */
  record Nearest(double margin) implements WantedOutput {
    /** Refuses a negative margin. */
    public Nearest {
      if (!(margin >= 0 && margin <= Float.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "margin(" + margin + "): needed a finite number of at least 0. Try margin(1).");
      }
    }

    @Override
    public NDArray of(NDArray logits, NDArray labels) {
      return Scripts.embedding().call("nearest", logits, labels, margin);
    }

    @Override
    public String toString() {
      return margin == 0 ? "nearest logits" : "nearest logits with margin " + margin;
    }
  }

  /**
   * The logits with the label's entry set to the row's largest, plus {@code factor - 1} times the
   * size of that.
   *
   * @param factor at least 1; 1 makes a tie
   */
  record MaxAssign(double factor) implements WantedOutput {
    /** Refuses a factor below 1. */
    public MaxAssign {
      if (!(factor >= 1 && factor <= Float.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "maxAssign(" + factor + "): needed a finite factor of at least 1. Try maxAssign(1.1).");
      }
    }

    @Override
    public NDArray of(NDArray logits, NDArray labels) {
      return Scripts.embedding().call("max_assign", logits, labels, factor);
    }

    @Override
    public String toString() {
      return "largest logit times " + factor + " at the label";
    }
  }

  /** 1 at the label and 0 elsewhere, whatever the logits are. */
  record OneHot() implements WantedOutput {
    @Override
    public NDArray of(NDArray logits, NDArray labels) {
      return Scripts.embedding().call("one_hot", logits, labels);
    }

    @Override
    public String toString() {
      return "one-hot label";
    }
  }
}
