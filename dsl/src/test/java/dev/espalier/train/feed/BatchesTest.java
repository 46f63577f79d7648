package dev.espalier.train.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.value.Dims;
import dev.espalier.train.recipe.Optimization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BatchesTest {
  private static final int ROWS = 11;
  private static final int[] BACKWARDS = IntStream.range(0, ROWS).map(i -> ROWS - 1 - i).toArray();

  @ParameterizedTest
  @CsvSource({
    "10, 4, 3", // 4 4 2
    "9, 4, 2", // 4 5: a row alone joins the batch before it
    "4, 4, 1",
    "3, 4, 1",
    "5, 1, 5", // whoever asks for single rows gets them
    "7, 0, 1" // a full batch
  })
  void countsTheBatchesOfAnEpoch(int rows, int batch, int expected) {
    int size = batch == 0 ? Optimization.FULL_BATCH : batch;

    assertThat(Batches.count(rows, size)).isEqualTo(expected);
  }

  @Test
  void visitsEveryRowOnceInTheOrderAskedFor() {
    assertThat(visited(5, 0, index -> true))
        .containsExactly(List.of(10, 9, 8, 7, 6), List.of(5, 4, 3, 2, 1, 0));
  }

  @Test
  void goesOnFromABatchAndStopsWhenTold() {
    assertThat(visited(3, 2, index -> true)).containsExactly(List.of(4, 3, 2), List.of(1, 0));
    assertThat(visited(3, 0, index -> index < 1))
        .containsExactly(List.of(10, 9, 8), List.of(7, 6, 5));
    assertThat(visited(3, 4, index -> true)).isEmpty();
  }

  @Test
  void dividesByTheVarianceOfTheBatchThatIsThere() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      ColumnKey key = ColumnKey.Given.INPUT;
      RowMoments moments = RowMoments.of(column(), manager, ROWS);
      Batches batches = new Batches(Map.of(key, column()), Map.of(key, moments), ROWS, 5);
      List<Double> divisors = new ArrayList<>();

      batches.forEach(
          manager,
          BACKWARDS,
          0,
          (index, batch) -> divisors.add(batch.divisors().getOrDefault(key, Double.NaN)));

      // Of 6..10 the variance is 2, of 0..5 it is 35 / 12.
      assertThat(divisors.get(0)).isCloseTo(2, within(1e-12));
      assertThat(divisors.get(1)).isCloseTo(35.0 / 12, within(1e-12));
    }
  }

  @Test
  void aColumnThatFailsOnAnotherThreadFailsHere() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      FeedColumn broken =
          new FeedColumn() {
            @Override
            public long rowBytes() {
              return 4;
            }

            @Override
            public Object prepare(int[] rows) {
              throw new IllegalArgumentException("the disk is gone");
            }

            @Override
            public NDArray fetch(NDManager target, Object prepared) {
              throw new AssertionError("there is nothing to fetch");
            }

            @Override
            public NDArray range(NDManager target, int from, int to) {
              throw new AssertionError("there is nothing to fetch");
            }

            @Override
            public void close() {
              // Nothing is held.
            }
          };
      Batches batches = new Batches(Map.of(ColumnKey.Given.INPUT, broken), Map.of(), ROWS, 5);

      assertThatThrownBy(() -> batches.forEach(manager, BACKWARDS, 0, (index, batch) -> true))
          .isExactlyInstanceOf(IllegalArgumentException.class)
          .hasMessage("the disk is gone");
    }
  }

  private static FeedColumn column() {
    float[] numbers = new float[ROWS];
    IntStream.range(0, ROWS).forEach(i -> numbers[i] = i);
    return new HostColumn(Rows.of(numbers, Dims.of(1)), DataType.FLOAT32);
  }

  private static List<List<Integer>> visited(int size, int start, IntPredicate goesOn) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Batches batches = new Batches(Map.of(ColumnKey.Given.INPUT, column()), Map.of(), ROWS, size);
      List<List<Integer>> all = new ArrayList<>();
      batches.forEach(
          manager,
          BACKWARDS,
          start,
          (index, batch) -> {
            float[] rows = batch.get(ColumnKey.Given.INPUT).toFloatArray();
            all.add(IntStream.range(0, rows.length).mapToObj(i -> (int) rows[i]).toList());
            return goesOn.test(index);
          });
      return all;
    }
  }
}
