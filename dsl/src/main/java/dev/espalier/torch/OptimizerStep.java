package dev.espalier.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.espalier.describe.optimizer.Optimizer;
import java.util.List;

/**
 * Applies an {@link Optimizer} to parameters, one step at a time, and keeps its running values.
 *
 * <p>A parameter that receives no gradient counts as one whose gradient is 0: weight decay and
 * momentum go on. So what a step does depends on values alone, and a restored optimizer goes on
 * exactly as the one that was saved.
 *
 * <p>Parameters must keep their identity: change their values in place ({@link Operators#copy}).
 */
public interface OptimizerStep extends AutoCloseable {

  /**
   * Makes an optimizer for parameters.
   *
   * @param parameters leaves that require gradients, all of one type (FLOAT32 or FLOAT64) and
   *     device
   * @param owner the manager at whose closing the running values go at the latest
   * @throws IllegalArgumentException if there is none, one is frozen, or types or devices differ
   */
  static OptimizerStep create(Optimizer optimizer, List<NDArray> parameters, NDManager owner) {
    return FusedOptimizer.create(optimizer, parameters, owner);
  }

  /**
   * Changes the parameters by their gradients, and sets the gradients to 0 in place.
   *
   * @param rate the learning rate of this step
   * @param clipNorm the largest norm over all gradients together; 0 leaves them as they are
   */
  void step(double rate, double clipNorm);

  /**
   * Gives the running values under their names: the count of steps as {@code step}, and such as
   * {@code mean.0} for each parameter.
   *
   * <p>These are the live arrays: copy or write them, and leave them open.
   */
  NDList state();

  /**
   * Takes over running values that {@link #state} gave, of any optimizer of the same kind.
   *
   * @throws IllegalArgumentException if names or shapes are others
   */
  void restore(NDList state);

  /** Frees the running values; the parameters stay. */
  @Override
  void close();
}
