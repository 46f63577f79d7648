package dev.espalier.train.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.value.Dims;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Wherever a column lies, it gives the same rows. */
final class FeedColumnTest {
  private static final Dims DIMS = Dims.of(2, 3);
  private static final int ROWS = 7;

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void theSameRowsComeFromHostDeviceAndDisk(DataType type) {
    double[] values = new double[ROWS * (int) DIMS.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / 7.0;
    }
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        FeedColumn host = new HostColumn(Rows.of(values, DIMS), type);
        FeedColumn device = new ResidentColumn(manager, DIMS, ROWS, type);
        FeedColumn disk = new SpilledColumn(DIMS, ROWS, type)) {
      NDArray all = manager.create(values, new Shape(DIMS.withBatch(ROWS))).toType(type, false);
      for (FeedColumn column : new FeedColumn[] {device, disk}) {
        column.write(0, all.get("0:3"));
        column.write(3, all.get("3:7"));
      }

      for (FeedColumn column : new FeedColumn[] {host, device, disk}) {
        int[] wanted = {6, 0, 3, 3};
        NDArray chosen = column.fetch(manager, column.prepare(wanted));

        assertThat(column.rowBytes()).isEqualTo(6L * type.getNumOfBytes());
        assertThat(chosen).isEqualTo(all.get(manager.create(new long[] {6, 0, 3, 3})));
        assertThat(column.range(manager, 2, 5)).isEqualTo(all.get("2:5"));
      }
    }
  }

  @Test
  void theDataSetsOwnRowsAreReadOnly() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch");
        FeedColumn host = new HostColumn(Rows.of(new float[2], Dims.of(1)), DataType.FLOAT32)) {
      assertThatThrownBy(() -> host.write(0, manager.create(1f)))
          .isExactlyInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void memoryIsGivenWhileThereIsSome() {
    Memory memory = new Memory(10);

    assertThat(memory.reserve(6)).isTrue();
    assertThat(memory.reserve(5)).isFalse();
    memory.free(1);
    assertThat(memory.reserve(5)).isTrue();
  }
}
