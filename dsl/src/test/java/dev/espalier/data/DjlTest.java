package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.ArrayDataset;
import dev.espalier.describe.Dims;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DjlTest {
  private static final int ROWS = 600;

  private final NDManager manager = NDManager.newBaseManager();
  private final Path folder;

  DjlTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void closeTheManager() {
    manager.close();
  }

  /** Row i holds 6 i ... 6 i + 5 as (1 x 2 x 3); its label is i mod 3. Sampled at random. */
  private ArrayDataset dataset(DataType labels) {
    return new ArrayDataset.Builder()
        .setData(manager.arange(0f, 6f * ROWS, 1f).reshape(ROWS, 1, 2, 3))
        .optLabels(manager.arange(ROWS).mod(3).toType(labels, false))
        .setSampling(32, true)
        .build();
  }

  private static void assertWhole(DataSet data) {
    assertThat(data).hasToString("djl: 600 rows (1 x 2 x 3), 3 classes");
    assertThat(data.inputs().doubles(0, ROWS))
        .isEqualTo(IntStream.range(0, 6 * ROWS).asDoubleStream().toArray());
    assertThat(data.labels()).isEqualTo(IntStream.range(0, ROWS).map(i -> i % 3).toArray());
  }

  @Test
  void readsEveryRowInOrderWhateverTypeTheLabelsHave() {
    assertWhole(Data.fromDjl("djl", dataset(DataType.INT64), Targets.classes(3)));
    assertWhole(Data.fromDjl("djl", dataset(DataType.FLOAT32), Targets.classes(3)));
  }

  @Test
  void keepsTheInputsInAFile() {
    Path file = folder.resolve("inputs.f32");

    DataSet data = Data.fromDjl("djl", dataset(DataType.INT32), Targets.classes(3), file);

    assertWhole(data);
    assertThat(file).hasSize(ROWS * 6 * 4L);
  }

  @Test
  void readsValuesToo() {
    ArrayDataset dataset =
        new ArrayDataset.Builder()
            .setData(manager.arange(8f).reshape(4, 2))
            .optLabels(manager.arange(12f).reshape(4, 3))
            .setSampling(2, false)
            .build();

    DataSet data = Data.fromDjl("djl", dataset, Targets.values(3));

    assertThat(data.inputDims()).isEqualTo(Dims.of(2));
    assertThat(data.target(3)).containsExactly(9, 10, 11);
  }

  @Test
  void leavesNoNativeArrayBehind() {
    ArrayDataset dataset = dataset(DataType.INT64);
    int before = manager.getManagedArrays().size();

    Data.fromDjl("djl", dataset, Targets.classes(3));

    assertThat(manager.getManagedArrays()).hasSize(before);
  }

  @Test
  void oneHotLabelsAreNoClassNumbers() {
    ArrayDataset dataset =
        new ArrayDataset.Builder()
            .setData(manager.zeros(new Shape(4, 2)))
            .optLabels(manager.zeros(new Shape(4, 3)))
            .setSampling(2, false)
            .build();

    assertThatThrownBy(() -> Data.fromDjl("djl", dataset, Targets.classes(3)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "data set 'djl' has a problem:\n  row 0: found labels of shape (4, 3) in a batch,"
                + " needed 4 values for 3 classes. Try class numbers in place of one-hot labels.");
  }

  @Test
  void labelOutOfRangeIsNamedWithItsRow() {
    assertThatThrownBy(
            () -> Data.fromDjl("djl", dataset(DataType.INT64).subDataset(0, 3), Targets.classes(2)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "data set 'djl' has a problem:\n  row 2: the label is 2,"
                + " needed a whole number from 0 to 1 for 2 classes.");
  }
}
