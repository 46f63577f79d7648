package dev.espalier.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Activation;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SafeArraysTest {
  private final NDManager manager = NDManager.newBaseManager("PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  /** Ways in which Java's numbers get into what is recorded. */
  static List<Map.Entry<String, BinaryOperator<NDArray>>> functions() {
    return List.of(
        Map.entry("numbers", (x, y) -> x.sub(y).mul(2).add(0.5).div(3L).pow(2).sum()),
        Map.entry("from the other side", (x, y) -> x.getNDArrayInternal().rsub(2).mul(y).sum()),
        Map.entry("over", (x, y) -> x.add(5).getNDArrayInternal().rdiv(2f).mul(y).mean()),
        Map.entry("static", (x, y) -> NDArrays.sub(3, NDArrays.mul(x, 2)).mul(y).sum()),
        Map.entry("largest", (x, y) -> x.maximum(0.1).minimum(7).mul(y).sum()),
        Map.entry("swish", (x, y) -> Activation.swish(x, 1.7f).mul(y).sum()),
        Map.entry("mish", (x, y) -> Activation.mish(x).mul(y).sum()),
        Map.entry("cbrt", (x, y) -> x.add(5).cbrt().toDegrees().toRadians().mul(y).sum()),
        Map.entry("clip", (x, y) -> x.clip(-0.5, 0.5).mul(y).sum()),
        Map.entry("manager", (x, y) -> x.mul(x.getManager().create(new double[] {2, 3})).sum()),
        Map.entry("array", (x, y) -> x.mul(y.getManager().create(1.5)).sum()),
        Map.entry("stack", (x, y) -> NDArrays.stack(new NDList(x, y.mul(3))).mul(2).sum()),
        Map.entry("concat", (x, y) -> x.concat(y).mul(4).square().mean()),
        Map.entry("index", (x, y) -> x.get(new NDIndex("1:")).mul(2).sum()),
        Map.entry("split", (x, y) -> x.split(2).get(1).mul(7).sum()),
        Map.entry("matrix", (x, y) -> x.mul(2).matMul(y)));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void computesAsDjlDoesWithTheGradientOfFiniteDifferences(
      Map.Entry<String, BinaryOperator<NDArray>> function) {
    double[] at = {0.3, -0.7};
    NDArray y = manager.create(new double[] {1.25, 2});
    NDArray leaf = Autograd.leaf(manager.create(at));
    double value;

    try (Autograd.Mode recording = Autograd.recording()) {
      NDArray result = SafeArrays.call("f", function.getValue(), leaf.mul(leaf.onesLike()), y);
      value = result.getDouble();
      System.gc();
      Autograd.backward(result);
    }

    try (Autograd.Mode paused = Autograd.paused()) {
      assertThat(value)
          .isCloseTo(function.getValue().apply(manager.create(at), y).getDouble(), within(1e-7));
      double[] gradient = Autograd.gradient(leaf).toDoubleArray();
      for (int i = 0; i < at.length; i++) {
        assertThat(gradient[i])
            .isCloseTo(
                (shifted(function.getValue(), at, i, 1e-5, y)
                        - shifted(function.getValue(), at, i, -1e-5, y))
                    / 2e-5,
                within(1e-6));
      }
    }
  }

  private double shifted(
      BinaryOperator<NDArray> function, double[] at, int place, double by, NDArray y) {
    double[] moved = at.clone();
    moved[place] += by;
    return function.apply(manager.create(moved), y).getDouble();
  }

  @Test
  void refusesAResultFromElsewhere() {
    NDArray x = manager.create(new float[] {1, 2});
    NDArray elsewhere = manager.create(3f);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SafeArrays.call("far", (a, b) -> elsewhere, x, x))
        .withMessage(
            "function far: it gave an array from elsewhere, needed an array computed from the two that it was given. Try calls on them, such as first.sub(second).");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SafeArrays.call("far", (a, b) -> nothing(), x, x))
        .withMessageStartingWith("function far: it gave null, ");
  }

  @Test
  void refusesToReadWhatIsTrainedAndReadsWhatIsNot() {
    NDArray x = Autograd.leaf(manager.create(new float[] {1, 2}));
    NDArray y = manager.create(new float[] {3, 4});

    assertThat(SafeArrays.call("reads", (a, b) -> a.mul(b.getFloat(1)), x, y).toFloatArray())
        .containsExactly(4, 8);
    try (Autograd.Mode recording = Autograd.recording()) {
      requireRefusals(x, y);
    }
  }

  private static void requireRefusals(NDArray x, NDArray y) {
    for (BinaryOperator<NDArray> reads :
        List.<BinaryOperator<NDArray>>of(
            (a, b) -> b.mul(a.getFloat(0)),
            (a, b) -> b.mul(a.toFloatArray()[0]),
            (a, b) -> b.mul(a.mul(2).square().toFloatArray()[0]),
            // DJL copies the values of an array that is not its own.
            (a, b) -> y.mul(a))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SafeArrays.call("reads", reads, x, y))
          .withMessageStartingWith("function reads: it calls ")
          .withMessageEndingWith(
              "() on a value that is trained, whose gradient would be lost. Try array operations alone, or stopGradient() before it.");
    }
  }

  @SuppressWarnings("NullAway")
  private static NDArray nothing() {
    return null;
  }
}
