package dev.espalier.compile;

import ai.djl.ndarray.NDArray;
import dev.espalier.describe.Likeness;
import dev.espalier.torch.Operators;
import dev.espalier.torch.Pull;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiFunction;

/** The table from each likeness to the function that computes it. */
public final class Likenesses {
  // A variance, or a product of squared norms, is taken for at least this: a dead layer gives no
  // infinity, and a layer whose values spread by 1e-4 or more is measured as it is.
  private static final double FLOOR = 1e-8;
  private static final int[] LAST = {-1};

  private static final Map<Class<? extends Likeness>, BiFunction<Likeness, Ends, Pull>> TABLE =
      Map.of(
          Likeness.RelativeMeanSquare.class, (likeness, ends) -> relativeMeanSquare(ends),
          Likeness.MeanSquare.class, (likeness, ends) -> meanSquare(ends),
          Likeness.Cosine.class, (likeness, ends) -> Pull.recorded(cosine(ends)),
          Likeness.SoftTargets.class,
              (likeness, ends) ->
                  Pull.recorded(softTargets(ends, ((Likeness.SoftTargets) likeness).temperature())),
          Likeness.Attention.class, (likeness, ends) -> Pull.recorded(attention(ends)));

  private Likenesses() {}

  /**
   * Gives how unlike two values are, as it pulls at the learner's.
   *
   * @param learner the learner's value {@code (batch, ...)}, after its projection
   * @param guide the guide's value, of the same shape, through which no gradient should flow
   * @param variance the guide's variance over all elements, if it is known already
   */
  public static Pull measure(
      Likeness likeness, NDArray learner, NDArray guide, OptionalDouble variance) {
    BiFunction<Likeness, Ends, Pull> function = TABLE.get(likeness.getClass());
    if (function == null) {
      throw new IllegalArgumentException("likeness " + likeness + ": no function is known for it.");
    }
    return function.apply(likeness, new Ends(learner, guide, variance));
  }

  /** Gives the classes that can be computed. */
  static Set<Class<? extends Likeness>> classes() {
    return TABLE.keySet();
  }

  private static Pull meanSquare(Ends ends) {
    return Pull.squares(ends.learner, ends.guide, (double) ends.learner.size());
  }

  private static Pull relativeMeanSquare(Ends ends) {
    if (ends.variance.isEmpty()) {
      return Pull.relativeSquares(ends.learner, ends.guide, FLOOR);
    }
    double variance = Math.max(FLOOR, ends.variance.getAsDouble());
    return Pull.squares(ends.learner, ends.guide, variance * ends.learner.size());
  }

  private static NDArray cosine(Ends ends) {
    return Operators.cosineDistance(samples(ends.learner), samples(ends.guide));
  }

  private static NDArray softTargets(Ends ends, double temperature) {
    NDArray scale = Scalars.of(ends.learner, temperature);
    NDArray learned = ends.learner.div(scale).logSoftmax(-1);
    NDArray wanted = ends.guide.div(scale).logSoftmax(-1);
    NDArray divergence = wanted.exp().mul(wanted.sub(learned)).sum(LAST).mean();
    return divergence.mul(Scalars.of(divergence, temperature * temperature));
  }

  private static NDArray attention(Ends ends) {
    return Operators.attentionDistance(ends.learner, ends.guide);
  }

  private static NDArray samples(NDArray value) {
    return value.getShape().dimension() == 2 ? value : value.flatten(1, -1);
  }

  private record Ends(NDArray learner, NDArray guide, OptionalDouble variance) {}
}
