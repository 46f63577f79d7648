package dev.espalier.data.rows;

import dev.espalier.describe.value.Dims;

/** Rows in an array of doubles. */
public final class DoubleRows extends LaidRows {
  private final double[] values;

  public DoubleRows(double[] values, Dims dims) {
    super("double", dims, Blocks.rowsIn(values.length, dims));
    this.values = values;
  }

  @Override
  void values(long from, int count, float[] into, int offset) {
    int start = (int) from;
    for (int i = 0; i < count; i++) {
      into[offset + i] = (float) values[start + i];
    }
  }

  @Override
  void values(long from, int count, double[] into, int offset) {
    System.arraycopy(values, (int) from, into, offset, count);
  }
}
