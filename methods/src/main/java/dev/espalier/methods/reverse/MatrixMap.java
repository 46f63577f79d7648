package dev.espalier.methods.reverse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.HashMap;
import java.util.Map;

/** A linear map given by its matrix, whose normal equations are factored once by Cholesky. */
final class MatrixMap implements LinearMap {
  private final NDArray matrix;
  private final boolean wide;
  private final NDArray gram;
  private final Map<Double, NDArray> factors = new HashMap<>();

  /** Wraps a matrix (outputs, inputs), whose manager owns what is computed. */
  MatrixMap(NDArray matrix) {
    this.matrix = matrix;
    this.wide = matrix.size(0) <= matrix.size(1);
    this.gram = Scripts.linear().call("gram", matrix, wide);
    NDScope.unregister(gram);
  }

  @Override
  public NDArray apply(NDArray x) {
    return Scripts.linear().call("times", x, matrix);
  }

  @Override
  public NDArray adjoint(NDArray y) {
    return Scripts.linear().call("transposed_times", y, matrix);
  }

  @Override
  public boolean wide() {
    return wide;
  }

  @Override
  public NDArray solve(NDArray r) {
    return solve(r, 0);
  }

  @Override
  public NDArray solve(NDArray r, double shift) {
    NDArray factor = factors.computeIfAbsent(shift, this::factor);
    if (factor.size() == 0) {
      // Not positive definite: no row is solved, and the caller's checks find that.
      return adjoint(r).mul(Double.NaN);
    }
    return Scripts.linear().call("solve", r, matrix, factor, wide);
  }

  private NDArray factor(double shift) {
    NDArray factor = Scripts.linear().call("factor", gram, shift);
    NDScope.unregister(factor);
    return factor;
  }
}
