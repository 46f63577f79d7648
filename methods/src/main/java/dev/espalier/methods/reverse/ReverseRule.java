package dev.espalier.methods.reverse;

import ai.djl.ndarray.NDArray;
import dev.espalier.describe.layer.Layer;

/**
 * Reverses one layer or activation: gives the input nearest to the one it had among those that
 * yield a wanted output, or the least-squares input where none does.
 */
public interface ReverseRule {

  /**
   * Reverses a batch. All arrays are FLOAT64 and {@code (batch, ...)}; rows do not see each other.
   *
   * @param input what the layer received in the forward pass
   * @param output what it then gave
   * @param wanted what it should have given
   * @return what it should have received, in the input's shape
   */
  Reversed reverse(NDArray input, NDArray output, NDArray wanted);

  /**
   * Makes the rule of one layer of a trained network, once for all batches.
   *
   * @param <L> the class of layers
   */
  interface Maker<L extends Layer> {
    /** Gives the rule; what it computes beforehand belongs to the trained layer's manager. */
    ReverseRule make(L layer, TrainedLayer trained);
  }

  /** A layer that brings its own rule; without one it is reversed along its derivative. */
  interface Reversible extends Layer {
    /** Gives the rule; what it computes beforehand belongs to the trained layer's manager. */
    ReverseRule reverseRule(TrainedLayer trained);
  }
}
