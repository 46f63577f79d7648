package dev.espalier.data;

import dev.espalier.data.rows.Blocks;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.value.Dims;

/** A view of rows, normalised as they are read. */
final class NormalizedRows implements Rows {
  private final Rows base;
  private final double[] offsets;
  private final double[] scales;

  NormalizedRows(Rows base, Normalization normalization) {
    this.base = base;
    this.offsets = normalization.offsetOfEachValue(base.dims());
    this.scales = normalization.scaleOfEachValue(base.dims());
  }

  @Override
  public int size() {
    return base.size();
  }

  @Override
  public Dims dims() {
    return base.dims();
  }

  @Override
  public void copy(int from, int to, float[] into, int offset) {
    Blocks.countOf(this, from, to, into.length, offset);
    // In doubles: a float of a large offset, such as a time of day in seconds, loses what matters.
    double[] row = new double[offsets.length];
    for (int i = from, place = offset; i < to; i++) {
      copy(i, i + 1, row, 0);
      for (double value : row) {
        into[place++] = (float) value;
      }
    }
  }

  @Override
  public void copy(int from, int to, double[] into, int offset) {
    base.copy(from, to, into, offset);
    for (int row = from, place = offset; row < to; row++) {
      for (int i = 0; i < offsets.length; i++, place++) {
        into[place] = (into[place] - offsets[i]) / scales[i];
      }
    }
  }

  @Override
  public String toString() {
    return base + ", normalised";
  }
}
