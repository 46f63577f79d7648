package dev.espalier.compile.loss;

import ai.djl.ndarray.NDArray;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Identified;
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
    return new Lambda(name, function);
  }

  /**
   * A function under a name.
   *
   * @param name the name
   * @param function from the learner's value and the guide's to one number
   */
  record Lambda(String name, BinaryOperator<NDArray> function)
      implements LikenessFunction, Identified {
    /** Refuses a name that says nothing. */
    public Lambda {
      Given.all("name", name, "function", function);
      Identified.requireName("likeness", name);
    }

    @Override
    public NDArray between(NDArray learner, NDArray guide) {
      return function.apply(learner, guide);
    }

    @Override
    public boolean compares(Dims learner, Dims guide) {
      return true;
    }

    @Override
    public Object identity() {
      return name;
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
