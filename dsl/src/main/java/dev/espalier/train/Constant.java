package dev.espalier.train;

import ai.djl.ndarray.NDArray;
import dev.espalier.describe.Dims;
import dev.espalier.describe.Tap;
import java.util.List;
import java.util.Map;

/**
 * A value that does not change within a stage, computed from frozen networks.
 *
 * @param name the column's name
 * @param dims the shape of one row
 * @param needs the taps that it is computed from
 * @param formula how
 */
record Constant(String name, Dims dims, List<Tap> needs, Formula formula) {

  NDArray compute(Map<Tap, NDArray> values, NDArray target) {
    return formula.of(values, target);
  }

  /** Computes a batch of rows. */
  interface Formula {
    /** Gives {@code (batch, ...)}. */
    NDArray of(Map<Tap, NDArray> values, NDArray target);
  }

  /** The value at a tap. */
  static Constant tap(Tap tap, Dims dims) {
    return new Constant(tap.toString(), dims, List.of(tap), (values, target) -> at(values, tap));
  }

  static NDArray at(Map<Tap, NDArray> values, Tap tap) {
    NDArray value = values.get(tap);
    if (value == null) {
      throw new IllegalStateException(
          "tap " + tap + " was not computed; there are " + values.keySet());
    }
    return value;
  }
}
