package dev.espalier.train.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.value.Dims;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.moment.Variance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowMomentsTest {
  private static final int ROWS = 1300;
  private static final Dims DIMS = Dims.of(3, 2, 2);

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void leavesTheColumnAsItIs(DataType type) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        ResidentColumn column = new ResidentColumn(manager, DIMS, 2, type)) {
      NDArray rows = manager.arange(24).reshape(2, 3, 2, 2).toType(type, false);
      column.write(0, rows);

      RowMoments.of(column, manager, 2);

      assertThat(column.range(manager, 0, 2)).isEqualTo(rows);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -5, 1e7})
  void givesTheVarianceOfAnyRows(double mean) {
    double[] values = new SplittableRandom(1).doubles(ROWS * DIMS.count()).toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] += mean;
    }
    int[] order = IntStream.range(0, ROWS).map(i -> (i * 7 + 3) % ROWS).toArray();
    int from = 700;
    int to = 765;

    double found;
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        ResidentColumn column = new ResidentColumn(manager, DIMS, ROWS, DataType.FLOAT64)) {
      column.write(0, manager.create(values, new Shape(DIMS.withBatch(ROWS))));
      found = RowMoments.of(column, manager, ROWS).variance(order, from, to);
    }

    double[] chosen =
        IntStream.range(from, to)
            .flatMap(
                i ->
                    IntStream.range(
                        order[i] * (int) DIMS.count(), (order[i] + 1) * (int) DIMS.count()))
            .mapToDouble(i -> values[i])
            .toArray();
    assertThat(found).isCloseTo(new Variance(false).evaluate(chosen), within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 3e4})
  void rowsOfOneNumberHardlyVaryAndAreDividedBy1(double number) {
    RowMoments moments = moments(number, number, number, number);

    assertThat(moments.hardlyVary()).isTrue();
    assertThat(moments.variance()).isZero();
    assertThat(moments.divisor(new int[] {0, 1, 2, 3}, 0, 4)).isEqualTo(1);
  }

  @Test
  void whatVariesByItsRoundingAloneHardlyVaries() {
    assertThat(moments(1e4, 1e4 + 0.5, 1e4, 1e4 - 0.5).hardlyVary()).isTrue();
    assertThat(moments(1, 1.06, 1, 0.94).hardlyVary()).isFalse();
    assertThat(moments(1, 1.03, 1, 0.97).hardlyVary()).isTrue();
  }

  @Test
  void aBatchWithoutTheRareRowsThatDifferIsDividedBy1() {
    RowMoments moments = moments(0, 0.1, 0, 4);

    assertThat(moments.hardlyVary()).isFalse();
    assertThat(moments.divisor(new int[] {0, 1, 2, 3}, 0, 3)).isEqualTo(1);
    assertThat(moments.divisor(new int[] {0, 3, 1, 2}, 0, 2)).isEqualTo(4);
  }

  @Test
  void rowsThatAreNotFiniteDivideNothing() {
    assertThat(moments(0, Double.NaN, 1, 2).hardlyVary()).isTrue();
  }

  private static RowMoments moments(double... rows) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        ResidentColumn column =
            new ResidentColumn(manager, Dims.of(1), rows.length, DataType.FLOAT64)) {
      column.write(0, manager.create(rows, new Shape(rows.length, 1)));
      return RowMoments.of(column, manager, rows.length);
    }
  }
}
