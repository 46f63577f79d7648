package dev.espalier.data.rows;

import dev.espalier.describe.value.Dims;

/** Rows in an array of floats. */
final class FloatRows implements Rows {
  private final float[] values;
  private final Dims dims;
  private final int size;

  FloatRows(float[] values, Dims dims) {
    this.values = values;
    this.dims = dims;
    this.size = Blocks.rowsIn(values.length, dims);
  }

  @Override
  public Dims dims() {
    return dims;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void copy(int from, int to, float[] into, int offset) {
    int count = Blocks.countOf(this, from, to, into.length, offset);
    System.arraycopy(values, from * width(), into, offset, count);
  }

  @Override
  public void copy(int from, int to, double[] into, int offset) {
    int count = Blocks.countOf(this, from, to, into.length, offset);
    int start = from * width();
    for (int i = 0; i < count; i++) {
      into[offset + i] = values[start + i];
    }
  }

  @Override
  public String toString() {
    return size + " float rows " + dims;
  }
}
