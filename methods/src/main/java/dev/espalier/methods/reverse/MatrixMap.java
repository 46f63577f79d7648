package dev.espalier.methods.reverse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import dev.espalier.torch.Torch;
import java.util.HashMap;
import java.util.Map;

/**
 * A linear map given by its matrix, whose normal equations are factored once by Cholesky.
 *
 * <p>A weak matrix, one whose factor has a pivot below {@value #LEAST_PIVOT} of the largest or none
 * at all, is solved by its singular values instead, which are computed once too: those up to {@code
 * max(outputs, inputs) 2^-52} of the largest count as 0.
 */
final class MatrixMap implements LinearMap {
  private static final double LEAST_PIVOT = 1e-4;

  private final NDArray matrix;
  private final boolean wide;
  private final NDArray gram;
  private final Map<Double, NDArray> factors = new HashMap<>();
  private final NDList singular = new NDList();
  private final double rounding;

  /** Wraps a matrix (outputs, inputs), whose manager owns what is computed. */
  MatrixMap(NDArray matrix) {
    this.matrix = matrix;
    this.wide = matrix.size(0) <= matrix.size(1);
    this.rounding = Math.ulp(1.0) * Math.max(matrix.size(0), matrix.size(1));
    this.gram = Scripts.linear().call("gram", matrix, wide);
    NDScope.unregister(gram);
    double pivot = Torch.value(Scripts.linear().call("least_pivot", gram, factor(0)));
    if (pivot < LEAST_PIVOT) {
      singular.addAll(Scripts.linear().callForAll(matrix.getManager(), "singular", matrix));
      singular.forEach(NDScope::unregister);
    }
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
  public boolean reachesAll() {
    return wide && singular.isEmpty();
  }

  @Override
  public NDArray solve(NDArray r) {
    return singular.isEmpty() ? solve(r, 0) : pseudo(r, rounding);
  }

  @Override
  public NDArray leastSquares(NDArray r) {
    return singular.isEmpty() ? solve(r, 0) : pseudo(r, Math.max(rounding, NEGLIGIBLE));
  }

  @Override
  public NDArray solve(NDArray r, double shift) {
    NDArray factor = factor(shift);
    if (factor.size() == 0) {
      // Not positive definite: no row is solved, and the caller's checks find that.
      return adjoint(r).mul(Double.NaN);
    }
    return Scripts.linear().call("solve", r, matrix, factor, wide);
  }

  private NDArray pseudo(NDArray r, double tolerance) {
    return Scripts.linear()
        .call("pseudo_solve", r, singular.get(0), singular.get(1), singular.get(2), tolerance);
  }

  private NDArray factor(double shift) {
    return factors.computeIfAbsent(
        shift,
        amount -> {
          NDArray factor = Scripts.linear().call("factor", gram, amount);
          NDScope.unregister(factor);
          return factor;
        });
  }
}
