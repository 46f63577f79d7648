package dev.espalier.compile.loss;

import ai.djl.ndarray.NDArray;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Identified;
import java.util.function.BinaryOperator;

/**
 * A function under a name.
 *
 * @param name the name
 * @param function from the prediction and the target to one number a sample
 */
record NamedLoss(String name, BinaryOperator<NDArray> function)
    implements LossFunction, Identified {
  /** Refuses a name that says nothing. */
  NamedLoss {
    Given.all("name", name, "function", function);
    Identified.requireName("loss", name);
  }

  @Override
  public NDArray perSample(NDArray prediction, NDArray target) {
    return function.apply(prediction, target);
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
