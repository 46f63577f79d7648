package dev.espalier.train;

import dev.espalier.describe.Tap;

/** What a term's prediction should come near to; never a place that gradients flow into. */
public sealed interface Target {

  /** The sample's label or values. */
  record Label() implements Target {
    @Override
    public String toString() {
      return "label";
    }
  }

  /**
   * What earlier networks leave of the label: the label (one-hot for classes) minus their readout.
   *
   * @param earlier the networks whose outputs are subtracted
   */
  record Residual(Readout earlier) implements Target {
    @Override
    public String toString() {
      return "label - (" + earlier + ")";
    }
  }

  /**
   * The value at another network's tap on the same batch.
   *
   * @param tap the place
   */
  record At(Tap tap) implements Target {
    @Override
    public String toString() {
      return tap.toString();
    }
  }

  /**
   * The value at the prediction's own tap, on the stage's transformed batch.
   *
   * @param tap the place
   */
  record Transformed(Tap tap) implements Target {
    @Override
    public String toString() {
      return tap + " on the transformed batch";
    }
  }

  /**
   * A row of values that a solve stage has written for every training sample.
   *
   * @param name the column's name
   */
  record Column(String name) implements Target {
    @Override
    public String toString() {
      return "column " + name;
    }
  }
}
