package dev.espalier.train.feed;

import ai.djl.ndarray.NDArray;
import dev.espalier.compile.Chain;
import dev.espalier.describe.Tap;
import dev.espalier.describe.value.Dims;
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
 * @param key what the column holds
 * @param dims the shape of one row
 * @param base a constant that it is computed from, so that a sum that is kept only grows
 * @param needs the taps that it is computed from besides
 * @param formula how
 */
public record Constant(
    ColumnKey key, Dims dims, Optional<Constant> base, List<Tap> needs, Formula formula) {

  /** Gives the taps to compute, where some constants are kept already. */
  public List<Tap> needs(Predicate<ColumnKey> kept) {
    Stream<Tap> below =
        base.filter(one -> !kept.test(one.key())).stream().flatMap(one -> one.needs(kept).stream());
    return Stream.concat(below, needs.stream()).toList();
  }

  /**
   * Computes a batch of rows.
   *
   * @param kept gives the rows of a constant that is kept, or null
   */
  public NDArray compute(
      Map<Tap, NDArray> values, NDArray target, Function<ColumnKey, @Nullable NDArray> kept) {
    NDArray below = null;
    if (base.isPresent()) {
      below = kept.apply(base.get().key());
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
        new ColumnKey.At(tap),
        dims,
        Optional.empty(),
        List.of(tap),
        (values, target, base) -> Chain.at(values, tap));
  }

  /** Gives the tap whose value this is, if it is one. */
  Optional<Tap> tap() {
    return key instanceof ColumnKey.At at ? Optional.of(at.tap()) : Optional.empty();
  }
}
