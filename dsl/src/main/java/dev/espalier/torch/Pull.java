package dev.espalier.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.function.Function;

/**
 * A value that training makes smaller, and how its gradient begins.
 *
 * <p>All pulls of a step are computed and walked back in one native call, and a gradient that has a
 * formula is not recorded. Measured: after each large product the caches are cold, and then the
 * number of calls and of different operators costs more than what they compute.
 */
public final class Pull {
  private final Kind kind;
  private final NDArray place;
  private final NDArray target;
  private final double number;

  private Pull(Kind kind, NDArray place, NDArray target, double number) {
    this.kind = kind;
    this.place = place;
    this.target = target;
    this.number = number;
  }

  /** What is computed. */
  enum Kind {
    RECORDED(0, pull -> pull.place),
    SQUARES(1, pull -> Operators.script().call("squares", pull.place, pull.target, pull.number)),
    RELATIVE_SQUARES(
        2,
        pull -> Operators.script().call("relative_squares", pull.place, pull.target, pull.number)),
    CROSS_ENTROPY(3, pull -> Operators.crossEntropy(pull.place, pull.target));

    private final long ofScript;

    // Functions without state.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Function<Pull, NDArray> recorded;

    /**
     * Names a kind.
     *
     * @param ofScript the number by which the script {@code pull} knows it
     */
    Kind(long ofScript, Function<Pull, NDArray> recorded) {
      this.ofScript = ofScript;
      this.recorded = recorded;
    }
  }

  /**
   * Gives the pull of a value that was recorded.
   *
   * @param value a scalar
   */
  public static Pull recorded(NDArray value) {
    return new Pull(Kind.RECORDED, value, value, 0);
  }

  /**
   * Gives {@code sum (at - target)^2 / divisor}.
   *
   * @param at any shape
   * @param target the same shape; no gradient flows to it
   * @param divisor above 0
   * @throws IllegalArgumentException if the shapes differ
   */
  public static Pull squares(NDArray at, NDArray target, double divisor) {
    Torch.requireSameShape(at, target);
    return new Pull(Kind.SQUARES, at, target, divisor);
  }

  /**
   * Gives {@code mean (at - target)^2 / var(target)}, the variance over all elements; where it is
   * below a least one, nothing is divided by.
   *
   * @param at any shape
   * @param target the same shape; no gradient flows to it
   * @param least above 0
   * @throws IllegalArgumentException if the shapes differ
   */
  public static Pull relativeSquares(NDArray at, NDArray target, double least) {
    Torch.requireSameShape(at, target);
    return new Pull(Kind.RELATIVE_SQUARES, at, target, least);
  }

  /**
   * Gives the mean of {@code -log softmax(logits)[label]}.
   *
   * @param logits shape {@code (batch, classes)}
   * @param labels INT64, shape {@code (batch)}
   */
  public static Pull crossEntropy(NDArray logits, NDArray labels) {
    return new Pull(Kind.CROSS_ENTROPY, logits, labels, 0);
  }

  Kind kind() {
    return kind;
  }

  /**
   * Gives the value by operators that are recorded, for what has to go on computing with it.
   *
   * @return a scalar
   */
  public NDArray record() {
    return kind.recorded.apply(this);
  }

  /**
   * Computes the values, and adds the gradients of their weighted sum to the leaves that they were
   * computed from; what was recorded is freed. A place without history is passed over.
   *
   * <p>Each leaf must have a gradient, see {@link Autograd#ensureGradient}: LibTorch lets nothing
   * but scripts change one that begins here.
   *
   * @param pulls one at least; the place of one may have been computed from another's
   * @param weights one for each pull
   * @return the values before their weights, scalars to read and not to record on
   * @throws IllegalArgumentException if there is no pull, or another number of weights
   * @throws IllegalStateException if nothing was recorded at any place
   */
  public static List<NDArray> backward(List<Pull> pulls, double... weights) {
    if (pulls.isEmpty() || weights.length != pulls.size()) {
      throw new IllegalArgumentException(
          "backward: %s pulls and %s weights, needed one pull at least and a weight for each."
              .formatted(pulls.size(), weights.length));
    }
    try {
      return Operators.script()
          .runForAll(
              pulls.get(0).place.getManager(),
              "pull",
              pulls.stream().mapToLong(pull -> pull.kind.ofScript).toArray(),
              pulls.stream().map(pull -> pull.place).toList(),
              pulls.stream().map(pull -> pull.target).toList(),
              pulls.stream().mapToDouble(pull -> pull.number).toArray(),
              weights);
    } catch (EngineException e) {
      throw Autograd.explained(e);
    }
  }
}
