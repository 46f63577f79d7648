package dev.espalier.methods.reverse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.Torch;
import java.util.function.UnaryOperator;

/**
 * Reverses anything differentiable from where it is: at most 20 steps that each bring a row's
 * output nearer to the wanted one.
 *
 * <p>A step is Gauss-Newton's, damped, while the Jacobians of the batch have at most 5e7 entries,
 * else Adam's direction with Polyak's length. It is at most 10 long, backs off by 0.8 up to 8
 * times, and never leads farther from the old input than {@link Reliability} allows.
 */
final class CompositeRule implements ReverseRule {
  private static final int STEPS = 20;
  private static final double SOLVED = 1e-10;
  private static final long LARGEST_JACOBIANS = 50_000_000;
  private static final long ENTRIES_AT_ONCE = 4_000_000;

  private final UnaryOperator<NDArray> forward;

  CompositeRule(UnaryOperator<NDArray> forward) {
    this.forward = forward;
  }

  @Override
  public Reversed reverse(NDArray input, NDArray output, NDArray wanted) {
    return Reversed.of(reach(input, output, value -> wanted));
  }

  /**
   * Goes from inputs towards wanted outputs that may depend on the outputs at hand.
   *
   * @param wanted gives the wanted outputs for those at hand; the same for rows that are done
   */
  NDArray reach(NDArray input, NDArray output, UnaryOperator<NDArray> wanted) {
    boolean newton = input.size() * output.size() / input.size(0) <= LARGEST_JACOBIANS;
    Search search = Search.from(input, output);
    for (int step = 0; step < STEPS; step++) {
      Search next;
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        NDArray goal = wanted.apply(search.output());
        NDArray gap = goal.sub(search.output());
        NDArray error = norms(gap);
        NDArray solved = error.lte(norms(search.output()).mul(SOLVED).add(SOLVED));
        if (Reliability.falseRows(solved) == 0) {
          return search.input();
        }
        Search.Direction direction =
            newton
                ? new Search.Direction(newton(search, gap), search)
                : search.adam(gradient(search.input(), gap), error);
        next = direction.from().step(forward, direction.way(), goal, error, solved, input);
        next.release();
      }
      next.hold();
      search = next;
    }
    return search.input();
  }

  private NDArray newton(Search search, NDArray gap) {
    NDArray residual = gap.reshape(new Shape(gap.size(0), -1));
    return Scripts.linear()
        .call("newton", jacobians(search.input(), residual), residual, search.damping())
        .reshape(search.input().getShape());
  }

  /** Gives (batch, outputs, inputs): rows do not see each other, so copies of them are batched. */
  private NDArray jacobians(NDArray x, NDArray residual) {
    long batch = x.size(0);
    long inputs = x.size() / batch;
    long outputs = residual.size(1);
    long rows = Math.max(1, ENTRIES_AT_ONCE / (inputs * outputs));
    NDList parts = new NDList();
    for (long from = 0; from < batch; from += rows) {
      long count = Math.min(batch - from, rows);
      NDArray copies = Scripts.linear().call("copies", Torch.slice(x, from, from + count), outputs);
      NDArray seeds = Scripts.linear().call("seeds", residual, count);
      parts.add(gradient(copies, seeds).reshape(new Shape(count, outputs, inputs)));
    }
    return parts.size() == 1 ? parts.get(0) : NDArrays.concat(parts, 0);
  }

  private NDArray gradient(NDArray x, NDArray seeds) {
    try (Autograd.Mode recording = Autograd.recording()) {
      NDArray leaf = Autograd.leaf(x);
      NDArray value = forward.apply(leaf);
      Autograd.backward(value, seeds.reshape(value.getShape()));
      return Autograd.gradient(leaf).duplicate();
    }
  }

  private static NDArray norms(NDArray x) {
    return Scripts.linear().call("rows_norm", x);
  }
}
