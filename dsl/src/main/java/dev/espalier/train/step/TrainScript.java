package dev.espalier.train.step;

import ai.djl.ndarray.NDArray;
import dev.espalier.torch.Script;

/** The engine's own functions in LibTorch. */
final class TrainScript {
  private static final Script SCRIPT =
      Script.define(
          """
          def input_gradient(loss: Tensor, x: Tensor) -> Tensor:
            gradient = torch.autograd.grad([loss], [x])[0]
            assert gradient is not None
            return gradient
          """);

  private TrainScript() {}

  /** Gives the gradient by one leaf alone; no other leaf's gradient changes. */
  static NDArray inputGradient(NDArray loss, NDArray leaf) {
    return SCRIPT.call("input_gradient", loss, leaf);
  }
}
