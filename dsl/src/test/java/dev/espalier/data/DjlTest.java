package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.modality.cv.ImageFactory;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Record;
import ai.djl.util.Progress;
import dev.espalier.data.problem.DataException;
import dev.espalier.describe.value.Dims;
import java.io.IOException;
import java.nio.file.Files;
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
                + " needed a whole number from 0 to 1 for 2 classes."
                + " Try numbering the classes from 0 without gaps.");
  }

  @Test
  void namesTheImageOfAnotherSize() {
    Rowwise images = new Rowwise(300, row -> manager.zeros(new Shape(1, row == 270 ? 5 : 4, 4)));

    assertThatThrownBy(() -> Data.fromDjl("photos", images, Targets.classes(2)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "data set 'photos' has a problem:\n  row 270: has shape (1 x 5 x 4), needed"
                + " (1 x 4 x 4) as row 0 has. Try a pipeline that gives one shape.");
  }

  @Test
  void namesTheImageThatCannotBeRead() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.png"), "no image");
    Rowwise images =
        new Rowwise(
            10,
            row ->
                row == 7
                    ? ImageFactory.getInstance().fromFile(broken).toNDArray(manager)
                    : manager.zeros(new Shape(1, 4, 4)));
    Path file = folder.resolve("photos.f32");

    assertThatThrownBy(() -> Data.fromDjl("photos", images, Targets.classes(2), file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("data set 'photos' has a problem:\n  row 7: it cannot be read: ");
    assertThat(folder).isDirectoryNotContaining(any -> any.toString().contains("photos"));
  }

  @Test
  void saysWhyADatasetWasNotPrepared() {
    Rowwise failing =
        new Rowwise(10, row -> manager.zeros(new Shape(1))) {
          @Override
          public void prepare(Progress progress) throws IOException {
            throw new IOException("no network");
          }
        };

    assertThatThrownBy(() -> Data.fromDjl("photos", failing, Targets.classes(2)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "data set 'photos' has a problem:\n  prepare(): the dataset failed: IOException, no"
                + " network.");
  }

  /** Gives a row's array. */
  private interface Source {
    NDArray row(int row) throws IOException;
  }

  /** A dataset of a user's own; the label is always 1. */
  private class Rowwise extends RandomAccessDataset {
    private final int rows;
    private final Source source;

    Rowwise(int rows, Source source) {
      super(new ArrayDataset.Builder().setData(manager.zeros(new Shape(1))).setSampling(32, false));
      this.rows = rows;
      this.source = source;
    }

    @Override
    public Record get(NDManager of, long index) throws IOException {
      return new Record(new NDList(source.row((int) index).duplicate()), new NDList(of.create(1)));
    }

    @Override
    protected long availableSize() {
      return rows;
    }

    @Override
    public void prepare(Progress progress) throws IOException {}
  }
}
