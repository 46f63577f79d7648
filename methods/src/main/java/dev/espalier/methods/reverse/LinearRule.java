package dev.espalier.methods.reverse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.value.Dims;
import dev.espalier.torch.Script;
import dev.espalier.torch.Torch;

/**
 * Reverses an affine layer: {@code x = x0 + d} with the shortest {@code d} that solves {@code A d =
 * wanted - output}, or the shortest of those that come nearest.
 *
 * <p>A row is taken if it is sound (see {@link Reliability}) and its backward error {@code |A x -
 * y| / (|A| |x| + |y|)} is at most 1e-4; where A cannot reach every y, the normalised gradient
 * {@code |A^T (A x - y)| / (|A| (|A| |x| + |y|))} at most 1e-3. Other rows are solved without what
 * A shrinks below 1e-6 of its norm; those that still cannot be taken fall back to Tikhonov's {@code
 * min |A d - r|^2 + (|A| / 1e3)^2 |d|^2}, centred on the old input.
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
    NDArray gap = map.apply(d).sub(r);
    NDArray trusted = trusted(x, x0, map.reachesAll() ? error(gap, x, y) : slope(gap, x, y));
    if (Reliability.falseRows(trusted) == 0) {
      return Reversed.of(x.reshape(input.getShape()));
    }
    Script script = Scripts.linear();
    NDArray places = script.call("places_of_false", trusted);
    Again again = again(pick(x0, places), pick(y, places), pick(r, places));
    NDArray found = script.call("put", x, places, again.x);
    NDArray flags = script.call("put", trusted, places, again.trusted);
    long fallbacks = (long) Torch.value(script.call("false_samples", flags, (int) input.size(0)));
    return new Reversed(found.reshape(input.getShape()), fallbacks);
  }

  /** Solves rows whose solution cannot be trusted without weak directions, or by Tikhonov. */
  private Again again(NDArray x0, NDArray y, NDArray r) {
    NDArray d = map.leastSquares(r);
    NDArray x = x0.add(d);
    NDArray trusted = trusted(x, x0, slope(map.apply(d).sub(r), x, y));
    if (Reliability.falseRows(trusted) > 0) {
      double shift = Math.max(Math.pow(norm / RANGE, 2), Double.MIN_NORMAL);
      NDArray damped = x0.add(map.solve(r, shift));
      x = Scripts.linear().call("choose", trusted, x, damped);
    }
    return new Again(x, trusted);
  }

  private NDArray error(NDArray gap, NDArray x, NDArray y) {
    return Scripts.linear().call("backward_error", gap, x, y, norm).lte(LARGEST_ERROR);
  }

  private NDArray slope(NDArray gap, NDArray x, NDArray y) {
    return Scripts.linear().call("slope_error", map.adjoint(gap), x, y, norm).lte(LARGEST_SLOPE);
  }

  private static NDArray trusted(NDArray x, NDArray x0, NDArray small) {
    return Reliability.sound(x, x0).logicalAnd(small);
  }

  private static NDArray pick(NDArray rows, NDArray places) {
    return Scripts.linear().call("pick", rows, places);
  }

  /**
   * Rows that were solved again.
   *
   * @param x their inputs
   * @param trusted which of them are no fallback
   */
  private record Again(NDArray x, NDArray trusted) {}
}
