package dev.espalier.train.plan;

import ai.djl.ndarray.NDArray;
import dev.espalier.describe.value.Moment;

/**
 * Changes a batch of inputs, for terms whose target is on the transformed batch.
 *
 * <p>Its {@code toString} is the sentence in the plan's explanation.
 */
public interface BatchTransform {

  /**
   * Gives the transformed input {@code (batch, ...)}. Called without gradient mode; parameters,
   * their gradients and statistics stay as they are.
   *
   * @param input the batch
   * @param context what it may ask for
   */
  NDArray apply(NDArray input, Context context);

  /** Says whether the transformed batch goes through the network in evaluation mode. */
  boolean evaluationMode();

  /** What a transform may ask for. */
  interface Context {
    /**
     * Gives the gradient, by the input, of the task loss summed over the batch, in evaluation mode.
     *
     * @param input a batch of the shape of the stage's
     */
    Gradient gradientAt(NDArray input);

    /**
     * Gives each sample's task loss {@code (batch)}, in evaluation mode; cheaper than a gradient.
     *
     * @param input a batch of the shape of the stage's
     */
    NDArray lossesAt(NDArray input);

    /** Gives the moment of the stage. */
    Moment moment();

    /** Adds a number to the log, as a mean over the epoch; the array is a scalar on the device. */
    void log(String name, NDArray value);
  }

  /**
   * A gradient and the losses it comes from.
   *
   * @param value the gradient, of the input's shape
   * @param losses the task loss of each sample, {@code (batch)}
   */
  record Gradient(NDArray value, NDArray losses) {}
}
