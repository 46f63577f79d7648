package dev.espalier.describe.layer.sequence;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Initial;

/**
 * How the parameters of a recurrent layer start.
 *
 * @param input the weights of the inputs
 * @param state the weights of the state; orthogonal ones keep gradients through many steps
 * @param bias both biases
 */
public record RecurrentStart(Initial input, Initial state, Initial bias) {
  /** Refuses null. */
  public RecurrentStart {
    Given.all("input", input, "state", state, "bias", bias);
  }

  /** Gives one start for all. */
  public static RecurrentStart of(Initial all) {
    return new RecurrentStart(all, all, all);
  }

  /** Gives uniform values within {@code 1/sqrt(units)}. */
  static RecurrentStart standard(int units) {
    return of(Initial.uniform(1 / Math.sqrt(Math.max(units, 1))));
  }
}
