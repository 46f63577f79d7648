package dev.espalier.data.rows;

import dev.espalier.describe.value.Dims;

/** Rows of unsigned bytes, each times a scale. */
final class ByteRows extends LaidRows {
  private final byte[] values;
  private final double[] scaled = new double[256];

  ByteRows(byte[] values, double scale, Dims dims) {
    super("byte", dims, Blocks.rowsIn(values.length, dims));
    this.values = values;
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = i * scale;
    }
  }

  @Override
  public boolean finite() {
    return Float.isFinite((float) scaled[scaled.length - 1]);
  }

  @Override
  void values(long from, int count, float[] into, int offset) {
    int start = (int) from;
    for (int i = 0; i < count; i++) {
      into[offset + i] = (float) scaled[values[start + i] & 0xFF];
    }
  }

  @Override
  void values(long from, int count, double[] into, int offset) {
    int start = (int) from;
    for (int i = 0; i < count; i++) {
      into[offset + i] = scaled[values[start + i] & 0xFF];
    }
  }
}
