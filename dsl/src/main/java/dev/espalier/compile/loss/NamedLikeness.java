package dev.espalier.compile.loss;

import ai.djl.ndarray.NDArray;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Identified;
import java.util.function.BinaryOperator;

/**
 * A function under a name.
 *
 * @param name the name
 * @param function from the learner's value and the guide's to one number
 */
record NamedLikeness(String name, BinaryOperator<NDArray> function)
    implements LikenessFunction, Identified {
  /** Refuses a name that says nothing. */
  NamedLikeness {
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
