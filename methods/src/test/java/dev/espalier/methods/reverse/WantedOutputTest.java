package dev.espalier.methods.reverse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WantedOutputTest {

  @Test
  void poolsTheLargestEntriesWithTheLabels() {
    double[] rows = {1, 2, 3, 4, 5, 6, 0, 4, 2, 5, 5, 4};
    long[] labels = {0, 2, 2, 2};

    double[] wanted = wanted(new WantedOutput.Nearest(0), rows, labels, 3);

    assertThat(wanted).containsExactly(2, 2, 2, 4, 5, 6, 0, 3, 3, 14 / 3.0, 14 / 3.0, 14 / 3.0);
  }

  @Test
  void leadsByTheMargin() {
    double[] wanted =
        wanted(new WantedOutput.Nearest(1), new double[] {0, 4, 2, 0, 1, 9}, new long[] {2, 2}, 3);

    assertThat(wanted).containsExactly(0, 2.5, 3.5, 0, 1, 9);
  }

  @Test
  void assignsTheMaximumOrOneHot() {
    double[] rows = {1, -2, 4, -3, -1, -2};
    long[] labels = {0, 2};

    double[] highest = wanted(new WantedOutput.MaxAssign(1.5), rows, labels, 3);
    double[] hot = wanted(new WantedOutput.OneHot(), rows, labels, 3);

    assertThat(highest).containsExactly(6, -2, 4, -3, -1, -0.5);
    assertThat(hot).containsExactly(1, 0, 0, 0, 0, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 100})
  void findsTheNearestFeasiblePointOfRandomRows(int classes) {
    SplittableRandom random = new SplittableRandom(classes);
    int batch = 40;
    double[] rows = random.doubles((long) batch * classes, -3, 3).toArray();
    long[] labels = random.longs(batch, 0, classes).toArray();
    double margin = 0.5;

    double[] wanted = wanted(new WantedOutput.Nearest(margin), rows, labels, classes);

    for (int row = 0; row < batch; row++) {
      int label = (int) labels[row];
      double distance = distance(rows, wanted, row, classes);
      for (int trial = 0; trial < 25; trial++) {
        double[] other = feasible(random, rows, row, classes, label, margin);
        assertThat(distance).isLessThanOrEqualTo(distance(rows, other, row, classes) + 1e-12);
      }
      assertThat(sum(wanted, row, classes)).isCloseTo(sum(rows, row, classes), within(1e-9));
      for (int c = 0; c < classes; c++) {
        if (c != label) {
          assertThat(wanted[row * classes + label] - wanted[row * classes + c])
              .isGreaterThanOrEqualTo(margin - 1e-12);
        }
      }
    }
  }

  @Test
  void refusesANegativeMargin() {
    assertThatThrownBy(() -> new WantedOutput.Nearest(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("margin(-1.0): needed a finite number of at least 0. Try margin(1).");
  }

  /** Gives a random point near the row whose label leads by the margin. */
  private static double[] feasible(
      SplittableRandom random, double[] rows, int row, int classes, int label, double margin) {
    double[] other = rows.clone();
    int at = row * classes;
    double level = random.nextDouble(-3, 3.5);
    for (int c = 0; c < classes; c++) {
      other[at + c] = Math.min(rows[at + c] + random.nextDouble(-0.1, 0.1), level);
    }
    other[at + label] = Math.max(rows[at + label] + random.nextDouble(-0.1, 0.1), level + margin);
    return other;
  }

  private static double distance(double[] a, double[] b, int row, int classes) {
    double sum = 0;
    for (int i = row * classes; i < (row + 1) * classes; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }

  private static double sum(double[] values, int row, int classes) {
    double sum = 0;
    for (int i = row * classes; i < (row + 1) * classes; i++) {
      sum += values[i];
    }
    return sum;
  }

  private static double[] wanted(WantedOutput kind, double[] rows, long[] labels, int classes) {
    try (NDManager manager = NDManager.newBaseManager();
        NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray logits = manager.create(rows, new Shape(labels.length, classes));
      return kind.of(logits, manager.create(labels)).toDoubleArray();
    }
  }
}
