package dev.espalier.data.rows;

import dev.espalier.describe.value.Dims;
import java.util.List;

/** A view of several blocks of rows, one after the other. */
final class JoinedRows implements Rows {
  private final List<Rows> parts;
  private final int size;

  JoinedRows(List<Rows> parts) {
    this.parts = List.copyOf(parts);
    Dims dims = parts.get(0).dims();
    int rows = 0;
    for (Rows part : parts) {
      if (!part.dims().equals(dims)) {
        throw new IllegalArgumentException(
            "rows of shape %s cannot follow rows of shape %s. Try rows of one shape."
                .formatted(part.dims(), dims));
      }
      rows = Math.addExact(rows, part.size());
    }
    this.size = rows;
  }

  @Override
  public Dims dims() {
    return parts.get(0).dims();
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void copy(int from, int to, float[] into, int offset) {
    Blocks.countOf(this, from, to, into.length, offset);
    eachPart(from, to, offset, (part, start, end, place) -> part.copy(start, end, into, place));
  }

  @Override
  public void copy(int from, int to, double[] into, int offset) {
    Blocks.countOf(this, from, to, into.length, offset);
    eachPart(from, to, offset, (part, start, end, place) -> part.copy(start, end, into, place));
  }

  private void eachPart(int from, int to, int offset, PartCopy copy) {
    int place = offset;
    int first = 0;
    for (Rows part : parts) {
      int start = Math.max(from - first, 0);
      int end = Math.min(to - first, part.size());
      if (start < end) {
        copy.accept(part, start, end, place);
        place += (end - start) * width();
      }
      first += part.size();
    }
  }

  private interface PartCopy {
    void accept(Rows part, int from, int to, int place);
  }

  @Override
  public String toString() {
    return size + " rows " + dims() + " of " + parts.size() + " parts";
  }
}
