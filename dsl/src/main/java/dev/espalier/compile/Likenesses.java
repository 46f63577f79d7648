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
  /**
   * The least variance by which the relative likeness divides; below it, it is the mean square.
   * Measured: a guide's random layer of variance 4e-4 took a learner of digits from .96 to .47.
   */
  public static final double LEAST_VARIANCE = 1e-3;

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
   * @param divisor what the relative likeness divides by
   */
  public static Pull measure(Likeness likeness, NDArray learner, NDArray guide, Divisor divisor) {
    BiFunction<Likeness, Ends, Pull> function = TABLE.get(likeness.getClass());
    if (function == null) {
      throw new IllegalArgumentException("likeness " + likeness + ": no function is known for it.");
    }
    return function.apply(likeness, new Ends(learner, guide, divisor));
  }

  /** Gives the classes that can be computed. */
  static Set<Class<? extends Likeness>> classes() {
    return TABLE.keySet();
  }

  private static Pull meanSquare(Ends ends) {
    return Pull.squares(ends.learner, ends.guide, (double) ends.learner.size());
  }

  private static Pull relativeMeanSquare(Ends ends) {
    OptionalDouble known = ends.divisor.known();
    return known.isPresent()
        ? Pull.squares(ends.learner, ends.guide, known.getAsDouble() * ends.learner.size())
        : Pull.relativeSquares(ends.learner, ends.guide, ends.divisor.least());
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

  private record Ends(NDArray learner, NDArray guide, Divisor divisor) {}

  /**
   * What the relative likeness divides a batch's mean square by.
   *
   * @param known the divisor; empty if the guide's variance over the batch has to be computed
   * @param least the least variance that divides; where it is less, the divisor is 1
   */
  public record Divisor(OptionalDouble known, double least) {
    /** Gives a divisor that is worked out already. */
    public static Divisor of(double value) {
      return new Divisor(OptionalDouble.of(value), LEAST_VARIANCE);
    }

    /** Gives the guide's variance over the batch, or 1 where that is below a number. */
    public static Divisor varianceFrom(double least) {
      return new Divisor(OptionalDouble.empty(), least);
    }
  }
}
