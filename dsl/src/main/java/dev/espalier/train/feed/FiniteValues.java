package dev.espalier.train.feed;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.espalier.describe.Tap;
import dev.espalier.describe.problem.Problem;
import dev.espalier.torch.Operators;
import java.util.List;
import java.util.Optional;
import java.util.function.DoublePredicate;

/** Names the frozen network whose value is not finite, rather than what it guides. */
public final class FiniteValues {
  private FiniteValues() {}

  /**
   * Gives what is wrong with rows of a constant; empty if all are finite.
   *
   * @param from the number of the first row
   * @param where what the rows are rows of
   */
  public static Optional<Problem> fault(Constant constant, NDArray value, int from, String where) {
    return Operators.isFinite(value)
        ? Optional.empty()
        : Optional.of(
            problem(
                constant,
                value,
                from,
                where,
                Double::isFinite,
                "needed a finite number",
                "training '%s' at a lower rate or with clip(5), or normalised inputs"));
  }

  /**
   * Gives what is wrong with rows of a constant whose squares are beyond its type's numbers, so
   * that no distance from them is finite; empty if none are.
   *
   * @param from the number of the first row
   * @param where what the rows are rows of
   */
  public static Optional<Problem> overflow(
      Constant constant, NDArray value, int from, String where) {
    double largest = value.getDataType() == DataType.FLOAT64 ? Double.MAX_VALUE : Float.MAX_VALUE;
    return Operators.isFinite(value.square())
        ? Optional.empty()
        : Optional.of(
            problem(
                constant,
                value,
                from,
                where,
                number -> number * number <= largest,
                "needed one whose square is finite in " + value.getDataType(),
                "training '%s' at a lower rate or with clip(5), normalised inputs, or"
                    + " Likeness.cosine()"));
  }

  private static Problem problem(
      Constant constant,
      NDArray value,
      int from,
      String where,
      DoublePredicate sound,
      String needed,
      String advice) {
    double[] values = value.toType(DataType.FLOAT64, true).toDoubleArray();
    int width = Math.max(1, values.length / Math.toIntExact(value.getShape().get(0)));
    int at = 0;
    while (sound.test(values[at])) {
      at++;
    }
    List<Tap> taps = constant.needs(none -> false);
    String network = taps.get(taps.size() - 1).network();
    return new Problem(
        (taps.size() == 1 ? "tap " : "taps ")
            + String.join(" + ", taps.stream().map(Tap::toString).toList()),
        "the value is %s in row %s of %s, %s: frozen network '%s' is the cause, not what it guides or feeds"
            .formatted(values[at], from + at / width, where, needed, network),
        advice.formatted(network));
  }
}
