package dev.espalier.data.rows;

import dev.espalier.describe.value.Dims;

/** Rows of unsigned bytes, each times a scale. */
final class ByteRows implements Rows {
  private final byte[] values;
  private final Dims dims;
  private final int size;
  private final double[] scaled = new double[256];

  ByteRows(byte[] values, double scale, Dims dims) {
    this.values = values;
    this.dims = dims;
    this.size = Blocks.rowsIn(values.length, dims);
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = i * scale;
    }
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
    int start = from * width();
    for (int i = 0; i < count; i++) {
      into[offset + i] = (float) scaled[values[start + i] & 0xFF];
    }
  }

  @Override
  public void copy(int from, int to, double[] into, int offset) {
    int count = Blocks.countOf(this, from, to, into.length, offset);
    int start = from * width();
    for (int i = 0; i < count; i++) {
      into[offset + i] = scaled[values[start + i] & 0xFF];
    }
  }

  @Override
  public String toString() {
    return size + " byte rows " + dims;
  }
}
