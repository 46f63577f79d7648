package dev.espalier.data.rows;

import dev.espalier.describe.value.Dims;

/**
 * Class numbers as rows of 1 for the class and 0 for others.
 *
 * @param numbers one number a row
 * @param classes how many classes there are
 */
record OneHotRows(Rows numbers, int classes) implements Rows {
  @Override
  public int size() {
    return numbers.size();
  }

  @Override
  public Dims dims() {
    return Dims.of(classes);
  }

  @Override
  public void copy(int from, int to, float[] into, int offset) {
    double[] labels = numbers.doubles(from, to);
    for (int row = 0; row < labels.length; row++) {
      for (int c = 0; c < classes; c++) {
        into[offset + row * classes + c] = c == labels[row] ? 1 : 0;
      }
    }
  }

  @Override
  public void copy(int from, int to, double[] into, int offset) {
    double[] labels = numbers.doubles(from, to);
    for (int row = 0; row < labels.length; row++) {
      for (int c = 0; c < classes; c++) {
        into[offset + row * classes + c] = c == labels[row] ? 1 : 0;
      }
    }
  }
}
