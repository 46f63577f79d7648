package dev.espalier.train;

import ai.djl.ndarray.NDArray;
import dev.espalier.describe.Dims;
import dev.espalier.describe.Tap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A value that does not change within a stage, computed from frozen networks.
 *
 * @param name the column's name
 * @param dims the shape of one row
 * @param base a constant that it is computed from, so that a sum that is kept only grows
 * @param needs the taps that it is computed from besides
 * @param formula how
 */
record Constant(String name, Dims dims, Optional<Constant> base, List<Tap> needs, Formula formula) {

  /** Gives the taps to compute, where some constants are kept already. */
  List<Tap> needs(Predicate<String> kept) {
    Stream<Tap> below =
        base.filter(one -> !kept.test(one.name())).stream()
            .flatMap(one -> one.needs(kept).stream());
    return Stream.concat(below, needs.stream()).toList();
  }

  /**
   * Computes a batch of rows.
   *
   * @param kept gives the rows of a constant that is kept, or null
   */
  NDArray compute(
      Map<Tap, NDArray> values, NDArray target, Function<String, @Nullable NDArray> kept) {
    NDArray below = null;
    if (base.isPresent()) {
      below = kept.apply(base.get().name());
      if (below == null) {
        below = base.get().compute(values, target, kept);
      }
    }
    return formula.of(values, target, below);
  }

  /** Computes a batch of rows. */
  interface Formula {
    /** Gives {@code (batch, ...)}; the base's value is null for a constant without one. */
    NDArray of(Map<Tap, NDArray> values, NDArray target, @Nullable NDArray base);
  }

  /** Gives the value at a tap. */
  static Constant tap(Tap tap, Dims dims) {
    return new Constant(
        tap.toString(),
        dims,
        Optional.empty(),
        List.of(tap),
        (values, target, base) -> at(values, tap));
  }

  /** Gives the tap whose value this is, if it is one. */
  Optional<Tap> tap() {
    return needs.stream().filter(one -> one.toString().equals(name)).findFirst();
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
