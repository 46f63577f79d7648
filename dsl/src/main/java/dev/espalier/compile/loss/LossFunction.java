package dev.espalier.compile.loss;

import ai.djl.ndarray.NDArray;
import dev.espalier.describe.loss.Loss;
import java.util.function.BinaryOperator;

/**
 * A loss that a Java function computes.
 *
 * <p>Its arrays compute as DJL's do, and {@code x.mul(2)} is safe on them; see {@link
 * dev.espalier.torch.SafeArrays}.
 */
public interface LossFunction extends Loss {

  /**
   * Gives each sample's loss, {@code (batch)}.
   *
   * @param prediction scores {@code (batch, classes)}, or values {@code (batch, ...)}
   * @param target INT64 classes {@code (batch)}, or values of the prediction's shape
   */
  NDArray perSample(NDArray prediction, NDArray target);

  /**
   * Gives a function under a name, by which a checkpoint knows it again: two of one name must
   * compute the same.
   */
  static LossFunction named(String name, BinaryOperator<NDArray> function) {
    return new NamedLoss(name, function);
  }
}
