package dev.espalier.compile.loss;

import ai.djl.ndarray.NDArray;
import dev.espalier.describe.likeness.Likeness;
import java.util.function.BinaryOperator;

/**
 * A likeness that a Java function computes.
 *
 * <p>Its arrays compute as DJL's do, and {@code x.mul(2)} is safe on them; see {@link
 * dev.espalier.torch.SafeArrays}.
 */
public interface LikenessFunction extends Likeness {

  /**
   * Gives how unlike two values are, as one number.
   *
   * @param learner the learner's value {@code (batch, ...)}, after its projection
   * @param guide the guide's value {@code (batch, ...)}
   */
  NDArray between(NDArray learner, NDArray guide);

  /**
   * Gives a function under a name, by which a checkpoint knows it again: two of one name must
   * compute the same. It may compare values of any shapes.
   */
  static LikenessFunction named(String name, BinaryOperator<NDArray> function) {
    return new NamedLikeness(name, function);
  }
}
