package dev.espalier.compile.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Compared;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.RelativeMeanSquare;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.torch.CompiledFormula;
import dev.espalier.torch.SafeArrays;
import dev.espalier.torch.ScalarLoss;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A likeness, ready to compute.
 *
 * @param inputs the names of what it takes, in order, as its formula has them; {@code learner} and
 *     {@code guide} come first
 * @param computation what it computes of them
 */
public record CompiledLikeness(List<String> inputs, Computation computation) {

  /**
   * Gives how unlike values are, as training makes it smaller.
   *
   * @param divisor what the relative likeness divides by
   * @param values what {@link #inputs} names; through the guide's values no gradient should flow
   */
  public Measured measure(Divisor divisor, NDArray... values) {
    return computation.of(divisor, values);
  }

  /** Gives how unlike two values are, of a likeness that takes no more. */
  public ScalarLoss measure(NDArray learner, NDArray guide, Divisor divisor) {
    return measure(divisor, learner, guide).loss();
  }

  /**
   * What a likeness gives.
   *
   * @param loss the value
   * @param next the next values of its parameters that are not trained, in their order
   */
  public record Measured(ScalarLoss loss, List<NDArray> next) {
    private static Measured of(ScalarLoss loss) {
      return new Measured(loss, List.of());
    }
  }

  /** Computes of what a likeness takes. */
  public interface Computation {
    /** Gives the value. */
    Measured of(Divisor divisor, NDArray... values);
  }

  /** Compiles a likeness of two values whose formula needs no shapes. */
  public static CompiledLikeness of(Likeness likeness) {
    return of(likeness, likeness.formula().stream().toList(), 0);
  }

  /**
   * Compiles a likeness for some shapes.
   *
   * @throws MisfitException if LibTorch refuses its formula, or it has none
   */
  public static CompiledLikeness of(Likeness likeness, Compared values) {
    int statistics =
        (int)
            likeness.parametersFor(values).stream()
                .filter(parameter -> !parameter.trainable())
                .count();
    return of(likeness, likeness.formulaFor(values).stream().toList(), statistics);
  }

  private static CompiledLikeness of(Likeness likeness, List<Formula> formulas, int statistics) {
    if (likeness instanceof RelativeMeanSquare) {
      // The variances of all batches are known before the first step.
      return new CompiledLikeness(
          Likeness.INPUTS,
          (divisor, values) -> Measured.of(relative(values[0], values[1], divisor)));
    }
    if (likeness instanceof LikenessFunction function) {
      return new CompiledLikeness(
          Likeness.INPUTS,
          (divisor, values) ->
              Measured.of(
                  ScalarLoss.recorded(
                      SafeArrays.call(likeness.name(), function::between, values[0], values[1]))));
    }
    if (formulas.isEmpty()) {
      throw new MisfitException(
          "likeness %s has no formula".formatted(likeness.name()),
          "formula(), or implementing LikenessFunction");
    }
    return of(CompiledFormula.of(formulas.get(0).giving(1 + statistics)));
  }

  private static CompiledLikeness of(CompiledFormula compiled) {
    Formula formula = compiled.formula();
    if (formula.outputs() > 1) {
      return new CompiledLikeness(
          formula.inputs(),
          (divisor, values) -> {
            NDList all = compiled.callForAll(values[0].getManager(), values);
            return new Measured(ScalarLoss.recorded(all.get(0)), all.subList(1, all.size()));
          });
    }
    return new CompiledLikeness(
        formula.inputs(),
        formula.inputs().equals(Likeness.INPUTS)
            ? (divisor, values) -> Measured.of(ScalarLoss.of(compiled, values[0], values[1]))
            : (divisor, values) -> Measured.of(ScalarLoss.recorded(compiled.call(values))));
  }

  private static ScalarLoss relative(NDArray learner, NDArray guide, Divisor divisor) {
    OptionalDouble known = divisor.known();
    return known.isPresent()
        ? ScalarLoss.squares(learner, guide, known.getAsDouble() * learner.size())
        : ScalarLoss.relativeSquares(learner, guide, divisor.least());
  }
}
