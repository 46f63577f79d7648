package dev.espalier.torch;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/**
 * A value that training makes smaller, and how its gradient begins.
 *
 * <p>All pulls of a step are computed and walked back in one native call, and a gradient that has a
 * formula is not recorded. Measured: after each large product the caches are cold, and then the
 * number of calls and of different operators costs more than what they compute.
 */
public sealed interface Pull {

  /**
   * Gives the value as operators that are recorded, for what has to go on computing with it.
   *
   * @return a scalar
   */
  NDArray recorded();

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
   * @throws IllegalStateException if nothing was recorded at any place
   */
  static List<NDArray> backward(List<? extends Pull> pulls, double... weights) {
    long[] kinds = new long[pulls.size()];
    double[] numbers = new double[pulls.size()];
    List<NDArray> places = new ArrayList<>();
    List<NDArray> targets = new ArrayList<>();
    for (int i = 0; i < kinds.length; i++) {
      // The kinds' numbers are those of the script.
      if (pulls.get(i) instanceof Recorded pull) {
        places.add(pull.value);
        targets.add(pull.value);
      } else if (pulls.get(i) instanceof Squares pull) {
        kinds[i] = 1;
        places.add(pull.at);
        targets.add(pull.target);
        numbers[i] = pull.divisor;
      } else if (pulls.get(i) instanceof RelativeSquares pull) {
        kinds[i] = 2;
        places.add(pull.at);
        targets.add(pull.target);
        numbers[i] = pull.floor;
      } else if (pulls.get(i) instanceof CrossEntropy pull) {
        kinds[i] = 3;
        places.add(pull.logits);
        targets.add(pull.labels);
      }
    }
    return Autograd.walk(
        () ->
            Operators.script()
                .runForAll(
                    places.get(0).getManager(), "pull", kinds, places, targets, numbers, weights));
  }

  /**
   * A value that was recorded.
   *
   * @param value a scalar
   */
  record Recorded(NDArray value) implements Pull {
    @Override
    public NDArray recorded() {
      return value;
    }
  }

  /**
   * {@code sum (at - target)^2 / divisor}.
   *
   * @param at any shape
   * @param target the same shape; no gradient flows to it
   * @param divisor above 0
   */
  record Squares(NDArray at, NDArray target, double divisor) implements Pull {
    public Squares {
      requireSameShape(at, target);
    }

    @Override
    public NDArray recorded() {
      return Operators.script().call("squares", at, target, divisor);
    }
  }

  /**
   * {@code mean (at - target)^2 / max(var(target), floor)}, the variance over all elements.
   *
   * @param at any shape
   * @param target the same shape; no gradient flows to it
   * @param floor above 0
   */
  record RelativeSquares(NDArray at, NDArray target, double floor) implements Pull {
    public RelativeSquares {
      requireSameShape(at, target);
    }

    @Override
    public NDArray recorded() {
      return Operators.script().call("relative_squares", at, target, floor);
    }
  }

  /**
   * The mean of {@code -log softmax(logits)[label]}.
   *
   * @param logits shape {@code (batch, classes)}
   * @param labels INT64, shape {@code (batch)}
   */
  record CrossEntropy(NDArray logits, NDArray labels) implements Pull {
    @Override
    public NDArray recorded() {
      return Operators.crossEntropy(logits, labels);
    }
  }

  private static void requireSameShape(NDArray at, NDArray target) {
    if (!at.getShape().equals(target.getShape())) {
      // LibTorch would stretch (batch) against (batch, 1) to (batch, batch).
      throw new IllegalArgumentException(
          "squared differences: the value has shape %s, the target %s; needed equal ones. Try a reshape."
              .formatted(at.getShape(), target.getShape()));
    }
  }
}
