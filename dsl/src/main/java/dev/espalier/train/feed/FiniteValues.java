package dev.espalier.train.feed;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.espalier.describe.Tap;
import dev.espalier.describe.problem.Problem;
import dev.espalier.torch.Operators;
import java.util.List;
import java.util.Optional;

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
    if (Operators.isFinite(value)) {
      return Optional.empty();
    }
    double[] values = value.toType(DataType.FLOAT64, true).toDoubleArray();
    int width = Math.max(1, values.length / Math.toIntExact(value.getShape().get(0)));
    int at = 0;
    while (Double.isFinite(values[at])) {
      at++;
    }
    List<Tap> taps = constant.needs(none -> false);
    String network = taps.get(taps.size() - 1).network();
    return Optional.of(
        new Problem(
            (taps.size() == 1 ? "tap " : "taps ")
                + String.join(" + ", taps.stream().map(Tap::toString).toList()),
            "the value is %s in row %s of %s, needed a finite number: frozen network '%s' is the cause, not what it guides or feeds"
                .formatted(values[at], from + at / width, where, network),
            "training '%s' at a lower rate or with clip(5), or normalised inputs"
                .formatted(network)));
  }
}
