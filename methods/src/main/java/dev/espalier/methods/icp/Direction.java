package dev.espalier.methods.icp;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.espalier.torch.Script;
import java.util.Locale;

/**
 * Which way a perturbation moves an input, given the gradient {@code g} of the loss by it.
 *
 * <p>Step {@code t}, from 1 on, sets {@code z = z - stepSize d}; all operations are by element, and
 * every running value starts at 0.
 */
public enum Direction {
  /** Down the gradient, {@code d = g}. */
  SGD(0),

  /**
   * Adam's (arXiv 1412.6980): {@code m = .9 m + .1 g; v = .999 v + .001 g^2; d = (m / (1 - .9^t)) /
   * (sqrt(v / (1 - .999^t)) + 1e-8)}.
   */
  ADAM(2),

  /**
   * AdEMAMix's (arXiv 2409.03137): Adam's with a slow mean {@code n = .9999 n + .0001 g}, which is
   * not corrected for its start; {@code d = (m / (1 - .9^t) + 5 n) / (sqrt(v / (1 - .999^t)) +
   * 1e-8)}.
   */
  ADEMAMIX(3);

  // Each takes and gives z and its running values; one call a step, whatever the device.
  private static final Script SCRIPT =
      Script.define(
          """
          def sgd(state: List[Tensor], g: Tensor, t: int, size: float) -> List[Tensor]:
            return [state[0] - size * g]

          def adam(state: List[Tensor], g: Tensor, t: int, size: float) -> List[Tensor]:
            m = 0.9 * state[1] + 0.1 * g
            v = 0.999 * state[2] + 0.001 * g * g
            d = (m / (1 - 0.9 ** t)) / (torch.sqrt(v / (1 - 0.999 ** t)) + 1e-8)
            return [state[0] - size * d, m, v]

          def ademamix(state: List[Tensor], g: Tensor, t: int, size: float) -> List[Tensor]:
            m = 0.9 * state[1] + 0.1 * g
            v = 0.999 * state[2] + 0.001 * g * g
            n = 0.9999 * state[3] + 0.0001 * g
            d = (m / (1 - 0.9 ** t) + 5.0 * n) / (torch.sqrt(v / (1 - 0.999 ** t)) + 1e-8)
            return [state[0] - size * d, m, v, n]
          """);

  private final int runningValues;

  Direction(int runningValues) {
    this.runningValues = runningValues;
  }

  /** Gives an input with running values of 0. */
  NDList start(NDArray input) {
    NDList state = new NDList(input);
    for (int i = 0; i < runningValues; i++) {
      state.add(input.zerosLike());
    }
    return state;
  }

  /** Gives the input after a step, with its running values. */
  NDList step(NDList state, NDArray gradient, int number, double stepSize) {
    return SCRIPT.callForAll(gradient.getManager(), toString(), state, gradient, number, stepSize);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
