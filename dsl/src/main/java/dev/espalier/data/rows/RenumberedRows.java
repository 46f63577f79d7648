package dev.espalier.data.rows;

import dev.espalier.describe.value.Dims;

/** A view of class numbers, each as another number. */
final class RenumberedRows implements Rows {
  private final Rows base;
  private final int[] numbers;
  private final double kept;

  /**
   * Takes, for each number that occurs, the one to give in its place.
   *
   * @param kept a number that stays; NaN for none
   */
  RenumberedRows(Rows base, int[] numbers, double kept) {
    this.base = base;
    this.numbers = numbers.clone();
    this.kept = kept;
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
    base.copy(from, to, into, offset);
    for (int place = offset; place < offset + (to - from) * width(); place++) {
      if (into[place] != kept) {
        into[place] = numbers[(int) into[place]];
      }
    }
  }

  @Override
  public void copy(int from, int to, double[] into, int offset) {
    base.copy(from, to, into, offset);
    for (int place = offset; place < offset + (to - from) * width(); place++) {
      if (into[place] != kept) {
        into[place] = numbers[(int) into[place]];
      }
    }
  }

  @Override
  public String toString() {
    return base + ", renumbered";
  }
}
