package dev.espalier.compile.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.loss.CrossEntropy;
import dev.espalier.describe.loss.HalfSquaredError;
import dev.espalier.describe.loss.SquaredError;
import dev.espalier.testkit.FiniteDifferences;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.ScalarLoss;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class CompiledLossTest {
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  private static final CompiledLoss CROSS_ENTROPY = CompiledLoss.of(new CrossEntropy(), true);
  private static final CompiledLoss SQUARED_ERROR = CompiledLoss.of(new SquaredError(), false);
  private static final CompiledLoss HALF_SQUARED_ERROR =
      CompiledLoss.of(new HalfSquaredError(), false);

  static List<CompiledLoss> losses() {
    return List.of(CROSS_ENTROPY, SQUARED_ERROR, HALF_SQUARED_ERROR);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void crossEntropyIsTheLogarithmOfTheLabelsProbability() {
    // Softmax of these rows: (1/4, 3/4) and (1/2, 1/2).
    NDArray logits = manager.create(new double[] {0, Math.log(3), 2, 2}, new Shape(2, 2));
    NDArray labels = manager.create(new int[] {1, 0});

    NDArray losses = CROSS_ENTROPY.perSample(logits, labels);

    assertThat(losses.toDoubleArray())
        .containsExactly(new double[] {Math.log(4 / 3.0), Math.log(2)}, within(1e-12));
    assertThat(mean(CROSS_ENTROPY, logits, labels).getDouble())
        .isCloseTo((Math.log(4 / 3.0) + Math.log(2)) / 2, within(1e-12));
    assertThat(CROSS_ENTROPY.sum(logits, labels).getDouble())
        .isCloseTo(Math.log(4 / 3.0) + Math.log(2), within(1e-12));
  }

  @Test
  void crossEntropyStaysFiniteWhereAProbabilityIsZero() {
    NDArray logits = manager.create(new float[] {1000, 0}, new Shape(1, 2));

    NDArray loss = mean(CROSS_ENTROPY, logits, manager.create(new long[] {1}));

    assertThat(loss.getFloat()).isEqualTo(1000);
  }

  @Test
  void meanSquareIsTheMeanOverAllValues() {
    NDArray prediction = manager.create(new double[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3));
    NDArray target = manager.create(new double[] {0, 2, 5, 4, 2, 6}, new Shape(2, 3));

    assertThat(mean(SQUARED_ERROR, prediction, target).getDouble()).isEqualTo(14 / 6.0);
    assertThat(SQUARED_ERROR.perSample(prediction, target).toDoubleArray())
        .containsExactly(5 / 3.0, 3);
    assertThat(SQUARED_ERROR.sum(prediction, target).getDouble()).isEqualTo(14 / 3.0);
  }

  @Test
  void halfSquareSumsOverASamplesValues() {
    NDArray prediction = manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3, 1));
    NDArray target = manager.create(new float[] {0, 2, 5, 4, 2, 6}, new Shape(2, 3, 1));

    assertThat(mean(HALF_SQUARED_ERROR, prediction, target).getFloat()).isEqualTo(14 / 4f);
    assertThat(HALF_SQUARED_ERROR.perSample(prediction, target).toFloatArray())
        .containsExactly(2.5f, 4.5f);
    assertThat(HALF_SQUARED_ERROR.sum(prediction, target).getFloat()).isEqualTo(7);
  }

  @Test
  void refusesShapesThatWouldStretch() {
    NDArray prediction = manager.ones(new Shape(3, 1));
    NDArray target = manager.ones(new Shape(3));

    String refused =
        "loss: the prediction has shape (3, 1), the target (3); needed equal ones. Try a reshape.";
    assertThatThrownBy(() -> SQUARED_ERROR.mean(prediction, target)).hasMessage(refused);
    assertThatThrownBy(() -> SQUARED_ERROR.perSample(prediction, target)).hasMessage(refused);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void keepsTheTypeOfThePrediction(CompiledLoss loss) {
    for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
      NDArray prediction = manager.ones(new Shape(2, 3), type);
      NDArray target =
          loss == CROSS_ENTROPY
              ? manager.create(new int[] {0, 2})
              : manager.zeros(new Shape(2, 3), type);

      assertThat(mean(loss, prediction, target).getDataType()).isEqualTo(type);
      assertThat(loss.sum(prediction, target).getShape()).isEqualTo(new Shape());
      assertThat(loss.perSample(prediction, target).getShape()).isEqualTo(new Shape(2));
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void hasTheGradientOfFiniteDifferences(CompiledLoss loss) {
    NDArray prediction = manager.create(new double[] {0.3, -1, 2, 0.1, 0.7, -0.2}, new Shape(2, 3));
    NDArray target =
        loss == CROSS_ENTROPY
            ? manager.create(new int[] {2, 0})
            : manager.create(new double[] {1, 0, 2.5, 0, -1, 0.2}, new Shape(2, 3));
    prediction.setRequiresGradient(true);

    FiniteDifferences.assertGradients(
        List.of(prediction),
        () -> ScalarLoss.backward(List.of(loss.mean(prediction, target)), 1),
        () -> loss.mean(prediction, target).record());
  }

  /** Gives the mean as training computes it. */
  private static NDArray mean(CompiledLoss loss, NDArray prediction, NDArray target) {
    try (Autograd.Mode mode = Autograd.recording()) {
      return ScalarLoss.backward(List.of(loss.mean(Autograd.leaf(prediction), target)), 1).get(0);
    }
  }
}
