package dev.espalier.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.Test;

class TorchTest {

  @Test
  void isThereWithItsDevicesTheCpuLast() {
    assertThat(Torch.isAvailable()).isTrue();
    assertThat(Torch.devices()).last().isEqualTo(Device.cpu());
  }

  @Test
  void setsTheThreadsOfOneOperator() {
    int before = Torch.threads();

    Torch.setThreads(2);
    int set = Torch.threads();
    Torch.setThreads(before);

    assertThat(set).isEqualTo(2);
    assertThatIllegalArgumentException().isThrownBy(() -> Torch.setThreads(0));
  }

  @Test
  void slicesRowsAsAView() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray rows = manager.arange(6f).reshape(3, 2);

      NDArray view = Torch.slice(rows, 1, 3);
      view.muli(10);

      assertThat(view.getShape().getShape()).containsExactly(2, 2);
      assertThat(rows.toFloatArray()).containsExactly(0, 1, 20, 30, 40, 50);
    }
  }

  @Test
  void picksRowsOfAnyShapeInTheOrderOfTheirNumbers() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray rows = manager.arange(6f).reshape(3, 2);
      NDArray numbers = manager.create(new long[] {2, 0});

      assertThat(Torch.rows(rows, numbers).toFloatArray()).containsExactly(4, 5, 0, 1);
      assertThat(Torch.rows(rows.get(":, 0"), numbers).toFloatArray()).containsExactly(4, 0);
      assertThat(Torch.rows(rows.reshape(3, 2, 1), numbers).getShape().getShape())
          .containsExactly(2, 2, 1);
    }
  }

  @Test
  void readsOneValueOfEitherPrecision() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      assertThat(Torch.value(manager.create(0.1f))).isEqualTo(0.1f);
      assertThat(Torch.value(manager.create(0.1).reshape(1))).isEqualTo(0.1);
    }
  }
}
