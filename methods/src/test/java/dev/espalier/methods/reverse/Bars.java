package dev.espalier.methods.reverse;

import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import java.util.SplittableRandom;

/** Noisy images of a bar that lies, stands, rises or falls. */
final class Bars {
  private static final int SIZE = 10;

  private Bars() {}

  static DataSet images(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] inputs = new float[count][SIZE * SIZE];
    int[] labels = new int[count];
    for (int row = 0; row < count; row++) {
      labels[row] = row % 4;
      int place = random.nextInt(2, 8);
      for (int i = 0; i < SIZE * SIZE; i++) {
        inputs[row][i] = (float) (0.9 * (random.nextDouble() - 0.5));
      }
      for (int i = 0; i < SIZE; i++) {
        int y = labels[row] == 0 ? place : i;
        int x = labels[row] == 1 ? place : labels[row] == 3 ? SIZE - 1 - i : i;
        inputs[row][y * SIZE + x] += (float) random.nextDouble(0.3, 0.9);
      }
    }
    return Data.fromArrays("bars " + seed, inputs, labels);
  }
}
