package dev.espalier.data.rows;

import dev.espalier.describe.value.Dims;

/** Rows whose values lie one after the other; where that is, and as what, is a subclass's. */
abstract class LaidRows implements Rows {
  private final String kind;
  private final Dims dims;
  private final int size;

  /** Takes over the size; the kind stands in the text. */
  LaidRows(String kind, Dims dims, int size) {
    this.kind = kind;
    this.dims = dims;
    this.size = size;
  }

  /** Copies so many values from a place among all of them; bounds have been looked at. */
  abstract void values(long from, int count, float[] into, int offset);

  /** Copies so many values from a place among all of them; bounds have been looked at. */
  abstract void values(long from, int count, double[] into, int offset);

  @Override
  public final Dims dims() {
    return dims;
  }

  @Override
  public final int size() {
    return size;
  }

  @Override
  public final void copy(int from, int to, float[] into, int offset) {
    int count = Blocks.countOf(this, from, to, into.length, offset);
    values((long) from * width(), count, into, offset);
  }

  @Override
  public final void copy(int from, int to, double[] into, int offset) {
    int count = Blocks.countOf(this, from, to, into.length, offset);
    values((long) from * width(), count, into, offset);
  }

  @Override
  public final String toString() {
    return size + " " + kind + " rows " + dims;
  }
}
