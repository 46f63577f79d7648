package dev.espalier.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScriptTest {
  private static final Script SCRIPT =
      Script.define(
          """
          # Functions of this test.
          def scaled(x: Tensor, factor: float) -> Tensor:
            return x * factor

          def all_kinds(x: Tensor, n: int, f: float, b: bool, s: str,
              ns: List[int], fs: List[float]) -> Tensor:
            y = self.scaled(torch.sum(x, ns), f) + float(n)
            if b:
              y = y + fs[0] + fs[1]
            if s == "minus":
              y = -y
            return y

          def both(xs: List[Tensor]) -> Tuple[Tensor, Tensor]:
            return xs[0] + xs[1], xs[0] * xs[1]

          def double_(x: Tensor) -> None:
            torch.mul_(x, 2)
          """);

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
  void takesEveryKindOfArgument() {
    NDArray x = manager.ones(new Shape(2, 3, 4));

    NDArray y =
        SCRIPT.call(
            "all_kinds", x, 5, 1e-3, true, "minus", new long[] {1, -1}, new double[] {0.25, 1e2});

    assertThat(y.toFloatArray()).containsExactly(-105.262f, -105.262f);
  }

  @Test
  void keepsEveryBitOfNumbers() {
    NDArray x = manager.create(new double[] {1});

    NDArray y = SCRIPT.call("scaled", x, Math.PI * 1e-300);

    assertThat(y.getDouble()).isEqualTo(Math.PI * 1e-300);
  }

  @Test
  void letsGradientsThroughWhereTheThreadRecords() {
    NDArray x = manager.create(new float[] {1, 2});
    NDArray z = manager.create(new float[] {3, 4});
    x.setRequiresGradient(true);

    try (Autograd.Mode recording = Autograd.recording()) {
      NDList both = SCRIPT.callForAll(manager, "both", List.of(x, z));
      Autograd.backward(both.get(0).add(both.get(1)).sum());
    }

    assertThat(Autograd.gradient(x).toFloatArray()).containsExactly(4f, 5f);
  }

  @Test
  void givesResultsThatLaterStepsMayDifferentiate() {
    NDArray x = manager.create(new float[] {1, 2});
    NDArray constant = SCRIPT.call("scaled", x, 3.0);
    NDArray leaf = Autograd.leaf(x);

    try (Autograd.Mode recording = Autograd.recording()) {
      Autograd.backward(leaf.mul(constant).sum());
    }

    assertThat(Autograd.gradient(leaf).toFloatArray()).containsExactly(3f, 6f);
  }

  @Test
  void changesArgumentsInPlaceEvenLeavesUnderRecording() {
    NDArray x = manager.create(new float[] {1, 2});
    x.setRequiresGradient(true);

    try (Autograd.Mode recording = Autograd.recording()) {
      SCRIPT.run("double_", x);
      assertThat(Autograd.isRecording()).isTrue();
    }

    assertThat(x.toFloatArray()).containsExactly(2f, 4f);
  }

  @Test
  void givesResultsWithoutRecording() {
    NDArray x = Autograd.leaf(manager.create(new float[] {1, 2}));

    try (Autograd.Mode recording = Autograd.recording()) {
      NDArray y = SCRIPT.runForAll(manager, "scaled", x, 2.0).get(0);
      assertThat(Autograd.isRecording()).isTrue();
      assertThat(y.toFloatArray()).containsExactly(2, 4);
      assertThatIllegalStateException().isThrownBy(() -> Autograd.backward(y.sum()));
    }
  }

  @Test
  void leavesNamesOfArraysAlone() {
    NDArray x = manager.create(new float[] {1});
    NDArray z = manager.create(new float[] {4});
    x.setName("h1.weight");
    z.setName("module_method:double_");

    NDArray y = SCRIPT.call("scaled", x, 2.0);
    NDList both = SCRIPT.callForAll(manager, "both", List.of(x, z));
    NDArray scaled = SCRIPT.call("scaled", z, 2.0);

    assertThat(y.getFloat()).isEqualTo(2);
    assertThat(both.get(0).getFloat()).isEqualTo(5);
    assertThat(scaled.getFloat()).isEqualTo(8);
    assertThat(x.getName()).isEqualTo("h1.weight");
  }

  @Test
  void givesEachThreadItsOwnResults() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<Boolean>> results = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      double factor = i;
      results.add(threads.submit(() -> callsAgree(factor)));
    }

    threads.shutdown();

    for (Future<Boolean> result : results) {
      assertThat(result.get()).isTrue();
    }
  }

  private static boolean callsAgree(double factor) {
    try (NDManager own = NDManager.newBaseManager("PyTorch");
        Autograd.Mode recording = Autograd.recording()) {
      NDArray x = own.create(new double[] {1, 2});
      x.setRequiresGradient(true);
      for (int i = 0; i < 200; i++) {
        try (NDArray y = SCRIPT.call("scaled", x, factor);
            NDArray sum = y.sum()) {
          Autograd.backward(sum);
          if (sum.getDouble() != 3 * factor) {
            return false;
          }
        }
      }
      return Autograd.gradient(x).getDouble(0) == 200 * factor;
    }
  }

  @Test
  void putsResultsIntoTheManagerAskedForAndLeavesNothingElse() {
    NDArray x = manager.create(new float[] {1});
    NDArray z = manager.create(new float[] {4});
    int before = manager.getManagedArrays().size();

    try (NDManager other = manager.newSubManager()) {
      SCRIPT.callForAll(other, "both", List.of(x, z));

      assertThat(other.getManagedArrays()).hasSize(2);
      assertThat(manager.getManagedArrays()).hasSize(before + 2);
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    NDArray x = manager.create(new float[] {1});

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SCRIPT.call("scale", x, 1.0))
        .withMessageContaining("It has [scaled, all_kinds, both, double_]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SCRIPT.call("scaled", x))
        .withMessageContaining("takes [x: Tensor, factor: float]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SCRIPT.call("scaled", 1.0, 1.0))
        .withMessageContaining("no argument is an array");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SCRIPT.call("both", List.of(x, x)))
        .withMessageContaining("returned 2 tensors");
  }

  @Test
  void refusesSourcesThatCannotBeCompiled() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Script.define("x = 1"))
        .withMessageContaining("has no function");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Script.define("def f(x) -> Tensor:\n  return x"))
        .withMessageContaining("'x' has no type");
    assertThatThrownBy(() -> Script.define("def f(x: Tensor) -> Tensor:\n  return torch.nope(x)"))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("nope");
  }
}
