package dev.espalier.data;

import dev.espalier.describe.Dims;
import java.util.Arrays;

/** Rows made of arrays of arrays. */
final class ArrayRows {
  private ArrayRows() {}

  static Rows of(String name, String role, double[][] rows) {
    int[] widths = Arrays.stream(rows).mapToInt(row -> row.length).toArray();
    int width = commonWidth(name, role, widths);
    double[] values = new double[Math.multiplyExact(rows.length, width)];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, values, row * width, width);
    }
    return Rows.of(values, Dims.of(width));
  }

  static Rows of(String name, String role, float[][] rows) {
    int[] widths = Arrays.stream(rows).mapToInt(row -> row.length).toArray();
    int width = commonWidth(name, role, widths);
    float[] values = new float[Math.multiplyExact(rows.length, width)];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, values, row * width, width);
    }
    return Rows.of(values, Dims.of(width));
  }

  static Rows of(int[] labels) {
    return Rows.of(Arrays.stream(labels).asDoubleStream().toArray(), Dims.of());
  }

  private static int commonWidth(String name, String role, int[] widths) {
    Findings findings = new Findings();
    int width = widths.length == 0 ? 1 : widths[0];
    if (width == 0) {
      findings.add("row 0", "the " + role + " has no value, needed at least 1", "");
    }
    for (int row = 1; row < widths.length; row++) {
      if (widths[row] != width) {
        findings.add(
            "row " + row,
            "the %s has %s values, needed %s as row 0 has".formatted(role, widths[row], width),
            "");
      }
    }
    findings.throwIfAny("data set '" + name + "'");
    return width;
  }
}
