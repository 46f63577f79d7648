package dev.espalier.methods.reverse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.torch.Torch;

/** A layer without its bias, as a linear map {@code A} of flat samples, and its equations. */
interface LinearMap {
  // What rounding to 32 bits leaves of a singular value that is 0, and ten times that.
  double NEGLIGIBLE = 1e-6;

  /** Gives {@code A x} for {@code (batch, inputs)}. */
  NDArray apply(NDArray x);

  /** Gives {@code A^T y} for {@code (batch, outputs)}. */
  NDArray adjoint(NDArray y);

  /** Says whether {@link #solve(NDArray)} solves {@code A d = r} for every {@code r}. */
  boolean reachesAll();

  /** Gives the shortest {@code d} with {@code A d = r}, or the least-squares one. */
  NDArray solve(NDArray r);

  /**
   * Gives the shortest {@code d} of those that make {@code |A d - r|} smallest, whatever the rank:
   * directions that A shrinks below {@link #NEGLIGIBLE} of its norm are left out.
   */
  NDArray leastSquares(NDArray r);

  /** Gives the {@code d} that makes {@code |A d - r|^2 + shift |d|^2} smallest. */
  NDArray solve(NDArray r, double shift);

  /** Gives the largest singular value, by power iteration from a fixed start. */
  static double norm(LinearMap map, NDManager manager, long inputs) {
    double norm = 0;
    try (NDScope scope = new NDScope()) {
      NDArray x = manager.arange(0, (int) inputs, 1, DataType.FLOAT64);
      x = x.mul(0.7).cos().add(0.1).reshape(new Shape(1, inputs));
      for (int i = 0; i < 30; i++) {
        NDArray y = map.apply(x.div(x.norm()));
        norm = Torch.value(y.norm());
        x = map.adjoint(y);
        if (!(norm > 0)) {
          return 0;
        }
      }
    }
    return norm;
  }
}
