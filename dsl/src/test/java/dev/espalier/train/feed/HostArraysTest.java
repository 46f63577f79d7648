package dev.espalier.train.feed;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

final class HostArraysTest {
  private static final Shape PAIR = new Shape(2);

  @Test
  void givesValuesInTheTypeThatIsAskedFor() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      float[] floats = {0.1f, 2};
      double[] doubles = {0.1, 2};

      assertThat(HostArrays.of(manager, floats, PAIR, DataType.FLOAT32).toFloatArray())
          .containsExactly(0.1f, 2);
      assertThat(HostArrays.of(manager, floats, PAIR, DataType.FLOAT64).toDoubleArray())
          .containsExactly(0.1f, 2);
      assertThat(HostArrays.of(manager, doubles, PAIR, DataType.FLOAT64).toDoubleArray())
          .containsExactly(0.1, 2);
      assertThat(HostArrays.of(manager, doubles, PAIR, DataType.INT64).toLongArray())
          .containsExactly(0, 2);
    }
  }

  @Test
  void leavesNothingBehindWhereItConverts() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      HostArrays.of(manager, new float[2], PAIR, DataType.FLOAT64);

      assertThat(manager.getManagedArrays()).hasSize(1);
    }
  }

  @Test
  void whatIsKeptOutlivesTheScope() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray kept;
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        kept = HostArrays.kept(manager.create(new float[] {7}));
      }

      assertThat(kept.toFloatArray()).containsExactly(7);
    }
  }

  @Test
  void indicesAreWhatSelectsRows() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      assertThat(HostArrays.indices(manager, new int[] {2, 0}).toLongArray()).containsExactly(2, 0);
    }
  }
}
