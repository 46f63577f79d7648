package dev.espalier.data.rows;

import dev.espalier.data.problem.Findings;
import dev.espalier.describe.value.Dims;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** Rows made of arrays of arrays. */
public final class ArrayRows {
  private ArrayRows() {}

  public static Rows of(String name, String role, double[][] rows) {
    int width =
        commonWidth(name, role, rows.length, row -> rows[row] == null ? -1 : rows[row].length);
    double[] values = new double[rows.length * width];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, values, row * width, width);
    }
    return Rows.of(values, Dims.of(width));
  }

  public static Rows of(String name, String role, float[][] rows) {
    int width =
        commonWidth(name, role, rows.length, row -> rows[row] == null ? -1 : rows[row].length);
    float[] values = new float[rows.length * width];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, values, row * width, width);
    }
    return Rows.of(values, Dims.of(width));
  }

  /** Gives labels by cell, in the cells' shape where they are as many. */
  public static Rows of(String name, int[][] labels, Dims cells) {
    int width =
        commonWidth(
            name, "target", labels.length, row -> labels[row] == null ? -1 : labels[row].length);
    double[] values = Arrays.stream(labels).flatMapToInt(Arrays::stream).asDoubleStream().toArray();
    return Rows.of(values, width == cells.count() ? cells : Dims.of(width));
  }

  public static Rows of(int[] labels) {
    return Rows.of(Arrays.stream(labels).asDoubleStream().toArray(), Dims.of());
  }

  /**
   * Gives the width that all rows have.
   *
   * @param widthOf gives the width of a row, -1 for one that is null
   */
  private static int commonWidth(String name, String role, int count, IntUnaryOperator widthOf) {
    Findings findings = new Findings();
    int width = count == 0 ? 1 : widthOf.applyAsInt(0);
    if (width == 0) {
      findings.add("row 0", "the " + role + " has no value, needed at least 1", "");
    }
    for (int row = 0; row < count; row++) {
      int found = widthOf.applyAsInt(row);
      if (found < 0) {
        findings.add("row " + row, "the " + role + " is null, needed an array of values", "");
      } else if (found != width && width >= 0) {
        findings.add(
            "row " + row,
            "the %s has %s values, needed %s as row 0 has".formatted(role, found, width),
            "");
      }
    }
    if ((long) count * width > Dims.MAX_COUNT) {
      findings.add(
          "rows",
          "found %s of %s values, more than an array can hold".formatted(count, width),
          "Rows.ofFile(...), which keeps them in a file");
    }
    findings.throwIfAny("data set '" + name + "'");
    return width;
  }
}
