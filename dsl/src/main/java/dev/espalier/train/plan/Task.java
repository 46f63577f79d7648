package dev.espalier.train.plan;

/** What a network's output stands for. */
public enum Task {
  /** Logits of classes; the task loss is softmax cross-entropy. */
  CLASSIFICATION,
  /**
   * Several outputs side by side, some of them logits of classes; the task loss is the weighted sum
   * of the outputs' own.
   */
  SEVERAL,
  /** Values; the task loss is the mean square over all values. */
  REGRESSION
}
