package dev.espalier.methods.icp;

import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.value.Dims;
import java.util.SplittableRandom;

/** Three overlapping clusters of 16 features each, as classes or as values. */
final class Clusters {
  static final int FEATURES = 16;

  private Clusters() {}

  static DataSet classes(int rows, long seed) {
    int[] labels = new int[rows];
    for (int row = 0; row < rows; row++) {
      labels[row] = row % 3;
    }
    return Data.fromArrays("clusters", inputs(rows, seed), labels);
  }

  /** Gives the features as images of one channel. */
  static DataSet images(int rows, long seed) {
    DataSet flat = classes(rows, seed);
    Rows inputs = Rows.of(flat.inputs().doubles(0, rows), Dims.of(1, 4, 4));
    return DataSet.of("images", inputs, flat.targets(), flat.kind());
  }

  /** Gives two values that follow from the features. */
  static DataSet values(int rows, long seed) {
    double[][] inputs = inputs(rows, seed);
    double[][] values = new double[rows][];
    for (int row = 0; row < rows; row++) {
      double[] x = inputs[row];
      values[row] = new double[] {Math.sin(x[0] + x[1]), x[2] * x[3]};
    }
    return Data.fromArrays("values", inputs, values);
  }

  private static double[][] inputs(int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] inputs = new double[rows][FEATURES];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < FEATURES; i++) {
        double center = i % 3 == row % 3 ? 0.8 : 0;
        inputs[row][i] = center + random.nextDouble(-1, 1);
      }
    }
    return inputs;
  }
}
