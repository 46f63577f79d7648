package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.ArrayDataset;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.value.Dims;
import dev.espalier.random.Nonsense;
import dev.espalier.random.Refusals;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DateColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Random data sets from arrays, tables, idx files and DJL, right ones and nonsense: each is taken
 * and cut up, or refused in words.
 *
 * <p>{@code -Ddata=1000} tries more than the 100 of an ordinary build, {@code -Dseed=1} others.
 */
class RandomDataTest {
  private final SplittableRandom random = new SplittableRandom(Long.getLong("seed", 12));
  private final Nonsense nonsense = new Nonsense(random);
  private final Path folder;

  RandomDataTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void areTakenOrRefusedInWordsAndAtOnce() {
    // The first array loads the engine, which is no data's fault.
    NDManager.newBaseManager().close();
    Refusals refusals = new Refusals();

    refusals.tryAll(Integer.getInteger("data", 100), () -> cutUp(data()));

    refusals.requireBothKinds();
  }

  private DataSet data() throws IOException {
    String name = nonsense.name("d");
    int rows = Math.max(0, random.nextInt(12) - 1);
    return switch (random.nextInt(8)) {
      case 0 -> Data.fromArrays(name, inputs(rows), labels(other(rows)));
      case 1 -> Data.fromArrays(name, inputs(rows), labels(rows), classes());
      case 2 -> Data.fromArrays(name, inputs(rows), inputs(other(rows)));
      case 3 -> Data.fromTable(table(name, rows), column());
      case 4 -> Data.regressionFromTable(table(name, rows), column(), column());
      case 5 -> idx(name);
      case 6 -> djl(name, rows);
      default ->
          DataSet.of(
              name,
              Rows.of(new float[random.nextInt(40)], Dims.of(nonsense.dims())),
              Rows.of(new double[rows], Dims.of()),
              classes());
    };
  }

  private void cutUp(DataSet data) {
    switch (random.nextInt(9)) {
      case 0 -> data.split(nonsense.number(0.5), random.nextLong());
      case 1 -> data.split(nonsense.number(0.5), nonsense.number(0.2), 1);
      case 2 -> data.sample(nonsense.size(1), 1);
      case 3 -> data.take(nonsense.size(2));
      case 4 -> data.select(nonsense.size(1) - 1, nonsense.size(2));
      case 5 -> data.withLabelNoise(nonsense.number(0.5), 1);
      case 6 -> data.splitPlain(nonsense.number(0.5), 2).standardized();
      case 7 -> assertThat(DataChecks.training(data)).doesNotContainNull();
      default -> Data.toTable(data.and(data).shuffled(3));
    }
  }

  private int other(int rows) {
    return random.nextInt(10) == 0 ? rows + 1 : rows;
  }

  private double[][] inputs(int rows) {
    int width = random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(4);
    double[][] inputs = new double[rows][];
    for (int row = 0; row < rows; row++) {
      inputs[row] = new double[random.nextInt(60) == 0 ? width + 1 : width];
      for (int i = 0; i < inputs[row].length; i++) {
        inputs[row][i] = random.nextInt(40) == 0 ? nonsense.number(Double.NaN) : random.nextInt(9);
      }
    }
    return inputs;
  }

  private int[] labels(int rows) {
    return IntStream.range(0, rows)
        .map(row -> random.nextInt(50) == 0 ? nonsense.size(1) * 997 : random.nextInt(3))
        .toArray();
  }

  private Targets.Classes classes() {
    return random.nextBoolean()
        ? Targets.classes(nonsense.size(3))
        : Targets.classes(nonsense.name("a"), nonsense.name("b"), nonsense.name("c"));
  }

  private Table table(String name, int rows) {
    Table table = Table.create(name);
    String[] texts = new String[rows];
    double[] numbers = new double[rows];
    for (int row = 0; row < rows; row++) {
      texts[row] = random.nextInt(40) == 0 ? "" : nonsense.name("abc".substring(random.nextInt(3)));
      numbers[row] = random.nextInt(40) == 0 ? nonsense.number(0.5) : random.nextInt(3);
    }
    table.addColumns(DoubleColumn.create("x", numbers));
    if (random.nextBoolean()) {
      table.addColumns(StringColumn.create("s", texts));
    }
    if (random.nextBoolean()) {
      table.addColumns(DoubleColumn.create("y", numbers), IntColumn.create("i", labels(rows)));
    }
    if (random.nextInt(10) == 0) {
      table.addColumns(BooleanColumn.create("b", new boolean[rows]), DateColumn.create("t", rows));
    }
    return table;
  }

  private String column() {
    return nonsense.name(nonsense.one(List.of("s", "y", "i", "b", "x", "t")));
  }

  private DataSet idx(String name) throws IOException {
    Path images = folder.resolve("images");
    Path labels = folder.resolve("labels");
    Files.write(images, header(2051, 3, 2, 2));
    Files.write(labels, header(2049, 3));
    return Data.fromIdx(name, images, labels, classes());
  }

  private byte[] header(int magic, int... sizes) {
    int count = 1;
    ByteBuffer bytes = ByteBuffer.allocate(64);
    bytes.putInt(random.nextInt(10) == 0 ? random.nextInt() : magic);
    for (int size : sizes) {
      bytes.putInt(random.nextInt(15) == 0 ? nonsense.size(size) : size);
      count *= size;
    }
    for (int i = 0; i < count; i++) {
      bytes.put((byte) random.nextInt(random.nextInt(10) == 0 ? 256 : 3));
    }
    byte[] file = new byte[random.nextInt(15) == 0 ? random.nextInt(64) : bytes.position()];
    bytes.flip().get(file, 0, Math.min(file.length, bytes.limit()));
    return file;
  }

  private DataSet djl(String name, int rows) {
    try (NDManager manager = NDManager.newBaseManager()) {
      int count = Math.max(1, rows);
      NDArray inputs = manager.randomUniform(0, 1, new Shape(count, 2, 2));
      NDArray labels =
          random.nextInt(4) == 0
              ? manager.zeros(new Shape(count, 2))
              : manager.create(labels(count)).toType(inputs.getDataType(), true);
      ArrayDataset dataset =
          new ArrayDataset.Builder()
              .setData(inputs)
              .optLabels(labels)
              .setSampling(2, false)
              .build();
      boolean values = random.nextInt(4) == 0;
      return Data.fromDjl(name, dataset, values ? Targets.values(nonsense.dims()) : classes());
    }
  }
}
