package dev.espalier.weights;

import java.util.List;
import java.util.Optional;

/** The arithmetic of sizes that come from files, which may be anything. */
public final class Sizes {
  private Sizes() {}

  /** Gives the number of values of a shape; empty if no number holds it or a size is below 0. */
  public static Optional<Long> count(List<Long> dims) {
    // A size of 0 makes it 0, whatever the others are.
    boolean empty = false;
    long count = 1;
    for (long size : dims) {
      if (size < 0) {
        return Optional.empty();
      }
      empty |= size == 0;
      if (size != 0 && count > Long.MAX_VALUE / size) {
        return Optional.empty();
      }
      count *= Math.max(size, 1);
    }
    return Optional.of(empty ? 0 : count);
  }

  /** Gives the bytes of values of a width; empty if no number holds them. */
  public static Optional<Long> bytes(List<Long> dims, int width) {
    return count(dims).filter(count -> count <= Long.MAX_VALUE / width).map(count -> count * width);
  }
}
