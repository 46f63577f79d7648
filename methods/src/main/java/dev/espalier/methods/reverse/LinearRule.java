package dev.espalier.methods.reverse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.Dims;
import dev.espalier.torch.Script;

/**
 * Reverses an affine layer: {@code x = x0 + d} with the shortest {@code d} that solves {@code A d =
 * wanted - output}, or the least-squares one.
 *
 * <p>A row is taken if it is sound (see {@link Reliability}) and its backward error {@code |A x -
 * y| / (|A| |x| + |y|)} is at most 1e-4; for least squares, the normalised gradient {@code |A^T (A
 * x - y)| / (|A| (|A| |x| + |y|))} at most 1e-3. Other rows fall back to Tikhonov's {@code min |A d
 * - r|^2 + (|A| / 1e3)^2 |d|^2}, centred on the old input.
 */
final class LinearRule implements ReverseRule {
  private static final double LARGEST_ERROR = 1e-4;
  private static final double LARGEST_SLOPE = 1e-3;
  private static final double RANGE = 1e3;

  private final LinearMap map;
  private final Shape inputs;
  private final Shape outputs;
  private final double norm;

  /**
   * Makes the rule.
   *
   * @param map the layer without its bias
   * @param input the shape of what the map takes as one flat row
   * @param output the shape of what it gives
   */
  LinearRule(LinearMap map, Dims input, Dims output, NDManager manager) {
    this.map = map;
    this.inputs = new Shape(-1, input.count());
    this.outputs = new Shape(-1, output.count());
    this.norm = LinearMap.norm(map, manager, input.count());
  }

  @Override
  public Reversed reverse(NDArray input, NDArray output, NDArray wanted) {
    NDArray x0 = input.reshape(inputs);
    NDArray y = wanted.reshape(outputs);
    NDArray r = y.sub(output.reshape(outputs));
    NDArray d = map.solve(r);
    NDArray x = x0.add(d);
    NDArray trusted = trusted(x, x0, map.apply(d).sub(r), y);
    long untrusted = Reliability.falseRows(trusted);
    if (untrusted > 0) {
      double shift = Math.max(Math.pow(norm / RANGE, 2), Double.MIN_NORMAL);
      NDArray damped = x0.add(map.solve(r, shift));
      x = Scripts.linear().call("choose", trusted, x, damped);
    }
    return new Reversed(x.reshape(input.getShape()), untrusted);
  }

  private NDArray trusted(NDArray x, NDArray x0, NDArray gap, NDArray y) {
    Script script = Scripts.linear();
    NDArray small =
        map.wide()
            ? script.call("backward_error", gap, x, y, norm).lte(LARGEST_ERROR)
            : script.call("slope_error", map.adjoint(gap), x, y, norm).lte(LARGEST_SLOPE);
    return Reliability.sound(x, x0).logicalAnd(small);
  }
}
