package dev.espalier.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AutogradTest {
  private NDManager manager;
  private Autograd.Mode mode;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager("PyTorch");
    mode = Autograd.paused();
  }

  @AfterEach
  void close() {
    mode.close();
    manager.close();
  }

  @Test
  void bringsBackTheEarlierModeAlsoAfterAnException() {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> {
              try (Autograd.Mode recording = Autograd.recording()) {
                try (Autograd.Mode paused = Autograd.paused()) {
                  assertThat(Autograd.isRecording()).isFalse();
                }
                assertThat(Autograd.isRecording()).isTrue();
                throw new IllegalStateException("inside");
              }
            })
        .withMessage("inside");

    assertThat(Autograd.isRecording()).isFalse();
  }

  @Test
  void keepsTheModeOfOtherThreads() {
    try (Autograd.Mode recording = Autograd.recording()) {
      CompletableFuture.runAsync(
              () -> {
                try (Autograd.Mode paused = Autograd.paused()) {
                  assertThat(Autograd.isRecording()).isFalse();
                }
              })
          .join();

      assertThat(Autograd.isRecording()).isTrue();
    }
  }

  @Test
  void addsGradientsUpUntilTheyAreCleared() {
    NDArray x = manager.create(new float[] {3});
    x.setRequiresGradient(true);

    square(x);
    square(x);
    float twice = Autograd.gradient(x).getFloat();
    Autograd.clearGradient(x);
    square(x);

    assertThat(twice).isEqualTo(12);
    assertThat(Autograd.gradient(x).getFloat()).isEqualTo(6);
  }

  @Test
  void clearsOneLeafAndLeavesTheOther() {
    NDArray x = Autograd.leaf(manager.create(new float[] {3}));
    NDArray y = Autograd.leaf(manager.create(new float[] {4}));
    square(x);
    square(y);

    Autograd.clearGradient(x);

    assertThat(Autograd.gradient(x).getFloat()).isZero();
    assertThat(Autograd.gradient(y).getFloat()).isEqualTo(8);
  }

  @Test
  void stopsAtADetachedArrayWhoseGradientCanBeRead() {
    NDArray x = Autograd.leaf(manager.create(new float[] {3}));

    try (Autograd.Mode recording = Autograd.recording()) {
      NDArray middle = Autograd.leaf(x.square());
      Autograd.backward(middle.square().sum());

      assertThat(Autograd.gradient(middle).getFloat()).isEqualTo(18);
    }
    assertThat(Autograd.hasGradient(x)).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(() -> Autograd.gradient(x))
        .withMessageContaining("none was received");
  }

  @Test
  void givesALeafZerosWhereItHasNoGradient() {
    NDArray x = Autograd.leaf(manager.create(new float[] {Float.NaN, 1}));

    Autograd.ensureGradient(x);

    assertThat(Autograd.gradient(x).toFloatArray()).containsExactly(0, 0);
  }

  @Test
  void refusesALossOfSeveralValuesAndOneThatWasNotRecorded() {
    NDArray x = Autograd.leaf(manager.create(new float[] {3, 4}));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Autograd.backward(x))
        .withMessageContaining("shape (2)");
    assertThatIllegalStateException()
        .isThrownBy(() -> Autograd.backward(x.sum()))
        .withMessageContaining("nothing was recorded");
  }

  @Test
  void refusesToCloseAModeOnAnotherThread() {
    Autograd.Mode recording = Autograd.recording();

    try {
      assertThat(CompletableFuture.runAsync(recording::close))
          .failsWithin(java.time.Duration.ofSeconds(10))
          .withThrowableThat()
          .withMessageContaining("opened it");
    } finally {
      recording.close();
    }
  }

  @Test
  void leavesNothingBehindInsideAScope() {
    NDArray x = Autograd.leaf(manager.create(new float[] {3}));
    square(x);
    int before = manager.getManagedArrays().size();

    for (int i = 0; i < 100; i++) {
      square(x);
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        Autograd.gradient(x);
      }
      Autograd.hasGradient(x);
      Autograd.clearGradient(x);
    }

    assertThat(manager.getManagedArrays()).hasSize(before);
  }

  private static void square(NDArray x) {
    try (NDScope scope = new NDScope();
        Autograd.Mode recording = Autograd.recording()) {
      scope.suppressNotUsedWarning();
      Autograd.backward(x.square().sum());
    }
  }

  @Test
  void knowsWhatIsRecorded() {
    NDArray leaf = Autograd.leaf(manager.create(1f));
    NDArray constant = manager.create(2f);

    try (Autograd.Mode recording = Autograd.recording()) {
      assertThat(Autograd.isRecorded(leaf)).isTrue();
      assertThat(Autograd.isRecorded(leaf.mul(constant))).isTrue();
      assertThat(Autograd.isRecorded(constant.mul(constant))).isFalse();
      assertThat(Autograd.isRecorded(Autograd.detach(leaf.mul(constant)))).isFalse();
    }
  }
}
