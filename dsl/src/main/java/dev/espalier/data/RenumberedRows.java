package dev.espalier.data;

import dev.espalier.data.rows.Rows;

/** A view of class numbers, each as another number. */
final class RenumberedRows extends ChangedRows {
  private final int[] numbers;

  /** Takes, for each number that occurs, the one to give in its place. */
  RenumberedRows(Rows base, int[] numbers) {
    super(base);
    this.numbers = numbers;
  }

  @Override
  public void copy(int from, int to, float[] into, int offset) {
    base.copy(from, to, into, offset);
    for (int place = offset; place < offset + to - from; place++) {
      into[place] = numbers[(int) into[place]];
    }
  }

  @Override
  public void copy(int from, int to, double[] into, int offset) {
    base.copy(from, to, into, offset);
    for (int place = offset; place < offset + to - from; place++) {
      into[place] = numbers[(int) into[place]];
    }
  }

  @Override
  public String toString() {
    return base + ", renumbered";
  }
}
