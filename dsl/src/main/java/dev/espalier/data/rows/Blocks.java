package dev.espalier.data.rows;

import dev.espalier.describe.value.Dims;
import java.util.Objects;

/** The arithmetic of rows that lie side by side. */
public final class Blocks {
  private Blocks() {}

  static int rowsIn(int values, Dims dims) {
    long width = dims.count();
    if (values % width != 0) {
      throw new IllegalArgumentException(
          "rows of shape %s: found %s values, needed a multiple of %s. Try another shape."
              .formatted(dims, values, width));
    }
    return Math.toIntExact(values / width);
  }

  /** Gives the number of values to copy, after a look at every bound. */
  public static int countOf(Rows rows, int from, int to, int room, int offset) {
    Objects.checkFromToIndex(from, to, rows.size());
    int count = Math.multiplyExact(to - from, rows.width());
    Objects.checkFromIndexSize(offset, count, room);
    return count;
  }
}
