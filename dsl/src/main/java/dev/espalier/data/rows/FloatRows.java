package dev.espalier.data.rows;

import dev.espalier.describe.value.Dims;

/** Rows in an array of floats. */
final class FloatRows extends LaidRows {
  private final float[] values;

  FloatRows(float[] values, Dims dims) {
    super("float", dims, Blocks.rowsIn(values.length, dims));
    this.values = values;
  }

  @Override
  void values(long from, int count, float[] into, int offset) {
    System.arraycopy(values, (int) from, into, offset, count);
  }

  @Override
  void values(long from, int count, double[] into, int offset) {
    int start = (int) from;
    for (int i = 0; i < count; i++) {
      into[offset + i] = values[start + i];
    }
  }
}
