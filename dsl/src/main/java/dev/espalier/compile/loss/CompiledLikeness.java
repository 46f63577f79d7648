package dev.espalier.compile.loss;

import ai.djl.ndarray.NDArray;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.RelativeMeanSquare;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.torch.CompiledFormula;
import dev.espalier.torch.SafeArrays;
import dev.espalier.torch.ScalarLoss;
import java.util.OptionalDouble;

/** A likeness, ready to compute. */
public interface CompiledLikeness {

  /**
   * Gives how unlike two values are, as training makes it smaller.
   *
   * @param learner the learner's value {@code (batch, ...)}, after its projection
   * @param guide the guide's value, through which no gradient should flow
   * @param divisor what the relative likeness divides by
   */
  ScalarLoss measure(NDArray learner, NDArray guide, Divisor divisor);

  /**
   * Compiles a likeness.
   *
   * @throws MisfitException if LibTorch refuses its formula, or it has none
   */
  static CompiledLikeness of(Likeness likeness) {
    if (likeness instanceof RelativeMeanSquare) {
      // The variances of all batches are known before the first step.
      return CompiledLikeness::relative;
    }
    if (likeness instanceof LikenessFunction function) {
      return (learner, guide, divisor) ->
          ScalarLoss.recorded(SafeArrays.call(likeness.name(), function::between, learner, guide));
    }
    CompiledFormula formula =
        CompiledFormula.of(
            likeness
                .formula()
                .orElseThrow(
                    () ->
                        new MisfitException(
                            "likeness %s has no formula".formatted(likeness.name()),
                            "formula(), or implementing LikenessFunction")));
    return (learner, guide, divisor) -> ScalarLoss.of(formula, learner, guide);
  }

  private static ScalarLoss relative(NDArray learner, NDArray guide, Divisor divisor) {
    OptionalDouble known = divisor.known();
    return known.isPresent()
        ? ScalarLoss.squares(learner, guide, known.getAsDouble() * learner.size())
        : ScalarLoss.relativeSquares(learner, guide, divisor.least());
  }
}
