package dev.espalier.methods.reverse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import dev.espalier.describe.layer.image.Conv2d;
import dev.espalier.describe.value.Dims;

/** A convolution as a linear map, solved by conjugate gradients without its matrix. */
final class ConvolutionMap implements LinearMap {
  private static final int MOST_STEPS = 500;
  private static final int MOST_STEPS_AGAIN = 2000;
  private static final double TOLERANCE = 1e-11;
  // Measured: up to here one factorisation and products with the matrix are faster than steps.
  private static final long LARGEST_GRAM = 1024;
  private static final long LARGEST_MATRIX = 1L << 23;

  private final NDArray weight;
  private final NDArray guide;
  private final long[] geometry;
  private final boolean wide;

  private ConvolutionMap(NDArray weight, long[] geometry, boolean wide, boolean guided) {
    this.weight = weight;
    this.geometry = geometry;
    this.wide = wide;
    guide =
        guided
            ? Scripts.linear().call("ring_inverse", weight, geometry)
            : weight.getManager().create(new double[0]);
    NDScope.unregister(guide);
  }

  /**
   * Gives the map of a convolution.
   *
   * @param route how it is solved
   * @param weight (filters, channels / groups, kernel, kernel) in FLOAT64, whose manager owns what
   *     is computed
   */
  static LinearMap of(
      Conv2d layer, Dims input, Dims output, ConvolutionRoute route, NDArray weight) {
    long[] geometry = geometry(layer, input, output);
    boolean wide = output.count() <= input.count();
    return switch (chosen(route, layer, input, output)) {
      case MATRIX -> matrix(weight, geometry);
      case FREQUENCIES -> new ConvolutionMap(weight, geometry, wide, true);
      default -> new ConvolutionMap(weight, geometry, wide, false);
    };
  }

  private static ConvolutionRoute chosen(
      ConvolutionRoute route, Conv2d layer, Dims input, Dims output) {
    long smaller = Math.min(input.count(), output.count());
    boolean fits = smaller <= LARGEST_GRAM && input.count() * output.count() <= LARGEST_MATRIX;
    if (route == ConvolutionRoute.BY_SIZE && fits) {
      return ConvolutionRoute.MATRIX;
    }
    if (route == ConvolutionRoute.MATRIX) {
      return route;
    }
    // With more outputs than inputs a guide brings nothing (measured), and would leave the shortest
    // solution where some directions are lost.
    boolean wide = output.count() <= input.count();
    return wide && layer.stride() == 1 && route != ConvolutionRoute.CONJUGATE_GRADIENTS
        ? ConvolutionRoute.FREQUENCIES
        : ConvolutionRoute.CONJUGATE_GRADIENTS;
  }

  private static LinearMap matrix(NDArray weight, long[] geometry) {
    NDArray matrix = Scripts.linear().call("conv_matrix", weight, geometry);
    NDScope.unregister(matrix);
    return new MatrixMap(matrix);
  }

  private static long[] geometry(Conv2d layer, Dims input, Dims output) {
    long span = layer.dilation() * (layer.kernel() - 1L) + 1;
    long reach = span - 2L * layer.padding();
    return new long[] {
      input.size(0),
      input.size(1),
      input.size(2),
      output.size(0),
      output.size(1),
      output.size(2),
      layer.stride(),
      layer.padding(),
      layer.dilation(),
      layer.groups(),
      input.size(1) - (output.size(1) - 1) * layer.stride() - reach,
      input.size(2) - (output.size(2) - 1) * layer.stride() - reach
    };
  }

  @Override
  public NDArray apply(NDArray x) {
    return Scripts.linear().call("conv", x, weight, geometry);
  }

  @Override
  public NDArray adjoint(NDArray y) {
    return Scripts.linear().call("conv_adjoint", y, weight, geometry);
  }

  @Override
  public boolean reachesAll() {
    return wide;
  }

  @Override
  public NDArray solve(NDArray r) {
    return solve(r, 0);
  }

  @Override
  public NDArray leastSquares(NDArray r) {
    // From 0 along A^T r and what follows from it: nothing that A does not see is added. A guide
    // would add it.
    NDArray none = weight.getManager().create(new double[0]);
    return Scripts.linear()
        .call("conv_solve", r, weight, none, geometry, false, 0.0, MOST_STEPS_AGAIN, TOLERANCE);
  }

  @Override
  public NDArray solve(NDArray r, double shift) {
    return Scripts.linear()
        .call("conv_solve", r, weight, guide, geometry, wide, shift, MOST_STEPS, TOLERANCE);
  }
}
