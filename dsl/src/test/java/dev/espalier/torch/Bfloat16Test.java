package dev.espalier.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Bfloat16Test {
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE);
  private final Autograd.Mode mode = Autograd.paused();

  @AfterEach
  void close() {
    mode.close();
    manager.close();
  }

  @Test
  void roundsWhatIsMultipliedAndTheProductButNotTheBias() {
    NDArray x = manager.create(new float[][] {{1.005f, 2}});
    NDArray weight = manager.create(new float[][] {{3, 0.5f}});
    NDArray bias = manager.create(new float[] {0.001f});

    // 1.005 is nearest to 1 + 1/128, and 3 (1 + 1/128) + 1 to 4 + 1/32.
    assertThat(Bfloat16.linear(x, weight, null).toFloatArray()).containsExactly(4.03125f);
    assertThat(Bfloat16.linear(x, weight, bias).toFloatArray()).containsExactly(4.03125f + 0.001f);
  }

  @Test
  void convolvesAsAKernelOfOneValueMultiplies() {
    NDArray x = manager.create(new float[] {1.005f, 2}, new Shape(1, 2, 1, 1));
    NDArray weight = manager.create(new float[] {3, 0.5f}, new Shape(1, 2, 1, 1));
    NDArray bias = manager.create(new float[] {0.001f});

    assertThat(Bfloat16.convolution(x, weight, null, 1, 0, 1, 1).toFloatArray())
        .containsExactly(4.03125f);
    assertThat(Bfloat16.convolution(x, weight, bias, 1, 0, 1, 1).toFloatArray())
        .containsExactly(4.03125f + 0.001f);
  }

  @Test
  void movesItsWindowsAsTheFullConvolutionDoes() {
    NDArray x = noise(1, 2, 4, 9, 8);
    NDArray weight = noise(2, 6, 2, 3, 3);
    NDArray bias = noise(3, 6);

    NDArray mixed = Bfloat16.convolution(x, weight, bias, 2, 1, 2, 2);

    NDArray full =
        x.getNDArrayInternal()
            .convolution(x, weight, bias, new Shape(2, 2), new Shape(1, 1), new Shape(2, 2), 2)
            .head();
    assertThat(mixed.getShape()).isEqualTo(full.getShape());
    assertThat(distance(mixed, full)).isBetween(1e-4, 1e-2);
  }

  @Test
  void gradientsArriveIn32BitsAndNearThoseOfTheFullProduct() {
    NDArray x = noise(1, 16, 12);
    NDArray weight = noise(2, 5, 12);
    NDArray bias = noise(3, 5);
    NDArray image = noise(4, 3, 2, 6, 6);
    NDArray kernel = noise(5, 4, 2, 3, 3);
    Shape ones = new Shape(1, 1);

    requireGradients(
        List.of(x, weight, bias),
        () -> Bfloat16.linear(x, weight, bias),
        () -> x.getNDArrayInternal().linear(x, weight, bias).head());
    requireGradients(
        List.of(image, kernel),
        () -> Bfloat16.convolution(image, kernel, null, 1, 1, 1, 1),
        () ->
            image
                .getNDArrayInternal()
                .convolution(image, kernel, null, ones, ones, ones, 1)
                .head());
  }

  private static void requireGradients(
      List<NDArray> leaves, Supplier<NDArray> mixed, Supplier<NDArray> full) {
    List<NDArray> narrow = gradients(leaves, mixed);
    List<NDArray> wide = gradients(leaves, full);
    for (int i = 0; i < leaves.size(); i++) {
      assertThat(narrow.get(i).getDataType()).isEqualTo(DataType.FLOAT32);
      assertThat(distance(narrow.get(i), wide.get(i))).as("leaf %d", i).isBetween(1e-5, 2e-2);
    }
  }

  private static List<NDArray> gradients(List<NDArray> leaves, Supplier<NDArray> function) {
    leaves.forEach(leaf -> leaf.setRequiresGradient(true));
    try (Autograd.Mode recording = Autograd.recording()) {
      Autograd.backward(function.get().square().sum());
    }
    List<NDArray> gradients =
        leaves.stream().map(leaf -> Autograd.gradient(leaf).duplicate()).toList();
    leaves.forEach(Autograd::clearGradient);
    return gradients;
  }

  /** Gives the norm of the difference over the norm of the second. */
  private static double distance(NDArray one, NDArray other) {
    return one.sub(other).norm().getFloat() / other.norm().getFloat();
  }

  private NDArray noise(long seed, long... dims) {
    Shape shape = new Shape(dims);
    double[] values = new SplittableRandom(seed).doubles(shape.size(), -1, 1).toArray();
    return manager.create(values, shape).toType(DataType.FLOAT32, false);
  }
}
