package dev.espalier.data.rows;

import dev.espalier.describe.value.Dims;
import java.util.Arrays;
import java.util.Objects;

/** A view of some rows of others; a view of a view reads the rows beneath at once. */
final class SelectedRows implements Rows {
  private final Rows base;
  private final int[] numbers;

  SelectedRows(Rows base, int[] numbers) {
    for (int number : numbers) {
      Objects.checkIndex(number, base.size());
    }
    if (base instanceof SelectedRows view) {
      this.base = view.base;
      this.numbers = Arrays.stream(numbers).map(number -> view.numbers[number]).toArray();
    } else {
      this.base = base;
      this.numbers = numbers.clone();
    }
  }

  @Override
  public Dims dims() {
    return base.dims();
  }

  @Override
  public int size() {
    return numbers.length;
  }

  @Override
  public void copy(int from, int to, float[] into, int offset) {
    Blocks.countOf(this, from, to, into.length, offset);
    int place = offset;
    for (int row = from; row < to; ) {
      int end = endOfRun(row, to);
      base.copy(numbers[row], numbers[end - 1] + 1, into, place);
      place += (end - row) * width();
      row = end;
    }
  }

  @Override
  public void copy(int from, int to, double[] into, int offset) {
    Blocks.countOf(this, from, to, into.length, offset);
    int place = offset;
    for (int row = from; row < to; ) {
      int end = endOfRun(row, to);
      base.copy(numbers[row], numbers[end - 1] + 1, into, place);
      place += (end - row) * width();
      row = end;
    }
  }

  private int endOfRun(int row, int to) {
    int end = row + 1;
    while (end < to && numbers[end] == numbers[end - 1] + 1) {
      end++;
    }
    return end;
  }

  @Override
  public String toString() {
    return numbers.length + " of " + base;
  }
}
