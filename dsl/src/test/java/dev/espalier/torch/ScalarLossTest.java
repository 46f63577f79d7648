package dev.espalier.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Named.named;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.formula.Formula;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses against the same losses recorded, in FLOAT64. */
class ScalarLossTest {
  private final NDManager manager = NDManager.newBaseManager("PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  /** Gives one loss of each kind, at a value {@code (3, 4)}. */
  static Stream<Named<Function<NDArray, ScalarLoss>>> kinds() {
    return Stream.of(
        named("recorded", at -> ScalarLoss.recorded(at.square().sum())),
        named("squares", at -> ScalarLoss.squares(at, wave(at, 5), 7)),
        named("relative", at -> ScalarLoss.relativeSquares(at, wave(at, 3), 1e-8)),
        named(
            "below the least variance", at -> ScalarLoss.relativeSquares(at, at.onesLike(), 0.25)),
        named("formula without slope", at -> ScalarLoss.of(compiled(CUBES), at, wave(at, 2))),
        named(
            "formula with slope",
            at ->
                ScalarLoss.of(
                    compiled(
                        CUBES.withSlope(
                            """
                            left = x - y
                            square = left * left
                            return torch.mean(square * left), 3. * weight / left.numel() * square
                            """)),
                    at,
                    wave(at, 2))));
  }

  private static final Formula CUBES =
      Formula.of("cubes", List.of("x", "y"), "torch.mean((x - y) ** 3)");

  private static CompiledFormula compiled(Formula formula) {
    return CompiledFormula.of(formula);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void hasTheValueAndTheGradientOfTheRecordedLoss(Function<NDArray, ScalarLoss> kind) {
    NDArray leaf = Autograd.leaf(wave(new Shape(3, 4), 1));
    NDArray reference = Autograd.leaf(leaf);
    NDArray value;
    NDArray expected;

    try (Autograd.Mode recording = Autograd.recording()) {
      value = ScalarLoss.backward(List.of(kind.apply(leaf.mul(leaf))), 0.3).get(0);
      expected = kind.apply(reference.mul(reference)).record();
      Autograd.backward(expected.mul(Torch.scalar(expected, 0.3)));
    }

    assertThat(value.getShape()).isEqualTo(new Shape());
    assertThat(value.getDouble()).isCloseTo(expected.getDouble(), within(1e-14));
    assertThat(Autograd.gradient(leaf).toDoubleArray())
        .containsExactly(Autograd.gradient(reference).toDoubleArray(), within(1e-14));
  }

  @Test
  void walksBackFromAllAtOnceAndPassesOverOneWithoutHistory() {
    NDArray x = Autograd.leaf(manager.create(new double[] {3, 4}));
    NDArray zeros = manager.zeros(new Shape(2), DataType.FLOAT64);
    List<NDArray> values;

    try (Autograd.Mode recording = Autograd.recording()) {
      NDArray square = x.square();
      values =
          ScalarLoss.backward(
              List.of(
                  ScalarLoss.recorded(square.sum()),
                  ScalarLoss.squares(square, zeros, 2),
                  ScalarLoss.squares(zeros, zeros, 1)),
              10,
              1,
              5);
    }

    assertThat(values).extracting(NDArray::getDouble).containsExactly(25.0, 337 / 2.0, 0.0);
    // 10 * 2x from the sum, and 2 * x^2 / 2 * 2x from the squares.
    assertThat(Autograd.gradient(x).toDoubleArray()).containsExactly(60 + 54, 80 + 128);
  }

  @Test
  void takesLargeLayersOfAnotherOrderInMemory() {
    NDArray leaf = Autograd.leaf(wave(new Shape(2, 16, 24, 24), 1).toType(DataType.FLOAT32, false));
    NDArray target = wave(new Shape(2, 16, 12, 12), 2).toType(DataType.FLOAT32, false);
    NDArray value;
    NDArray expected;

    try (Autograd.Mode recording = Autograd.recording()) {
      NDArray pooled = Operators.maxPool(leaf, 2, 2, 0);
      value =
          ScalarLoss.backward(List.of(ScalarLoss.relativeSquares(pooled, target, 1e-8)), 1).get(0);
      expected =
          ScalarLoss.relativeSquares(Operators.maxPool(leaf, 2, 2, 0), target, 1e-8).record();
    }

    assertThat(value.getFloat()).isCloseTo(expected.getFloat(), within(1e-5f));
    assertThat(Autograd.gradient(leaf).sum().getFloat()).isNotZero();
  }

  @Test
  void leavesGradientsThatAddUpAndCanBeCleared() {
    NDArray leaf = Autograd.leaf(manager.create(new double[] {1, 2}));
    NDArray zeros = manager.zeros(leaf.getShape(), DataType.FLOAT64);
    Autograd.ensureGradient(leaf);

    for (int i = 0; i < 2; i++) {
      try (Autograd.Mode recording = Autograd.recording()) {
        ScalarLoss.backward(List.of(ScalarLoss.squares(leaf, zeros, 2)), 1);
        Autograd.backward(leaf.sum());
      }
    }

    assertThat(Autograd.gradient(leaf).toDoubleArray()).containsExactly(4, 6);
    Autograd.clearGradient(leaf);
    assertThat(Autograd.gradient(leaf).toDoubleArray()).containsExactly(0, 0);
  }

  @Test
  void refusesToWalkBackWhereNothingWasRecorded() {
    NDArray constant = manager.create(1.0);

    assertThatIllegalStateException()
        .isThrownBy(() -> ScalarLoss.backward(List.of(ScalarLoss.recorded(constant)), 1))
        .withMessageContaining("nothing was recorded");
  }

  @Test
  void refusesNoLossAndWeightsThatDoNotFit() {
    ScalarLoss loss = ScalarLoss.recorded(manager.create(1.0));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScalarLoss.backward(List.of()))
        .withMessageContaining("0 losses and 0 weights");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScalarLoss.backward(List.of(loss), 1, 2))
        .withMessageContaining("1 losses and 2 weights");
  }

  @Test
  void addsUpMillionsOfSquaresIn32Bits() {
    NDArray leaf = Autograd.leaf(manager.full(new Shape(1 << 23), 1.1f));
    NDArray zeros = leaf.zerosLike();
    NDArray value;

    try (Autograd.Mode recording = Autograd.recording()) {
      value = ScalarLoss.backward(List.of(ScalarLoss.squares(leaf, zeros, 1 << 23)), 1).get(0);
    }

    assertThat(value.getFloat()).isCloseTo(1.21f, within(1e-6f));
  }

  @Test
  void refusesShapesThatLibTorchWouldStretch() {
    NDArray column = manager.ones(new Shape(4, 1));
    NDArray row = manager.ones(new Shape(4));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScalarLoss.squares(column, row, 4))
        .withMessageContaining("shape (4, 1), the target (4)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScalarLoss.relativeSquares(column, row, 1))
        .withMessageContaining("shape (4, 1), the target (4)");
  }

  private NDArray wave(Shape shape, double shift) {
    double[] values = new double[(int) shape.size()];
    Arrays.setAll(values, i -> Math.sin(1.3 * i + shift) + 0.2);
    return manager.create(values, shape);
  }

  private static NDArray wave(NDArray like, double shift) {
    double[] values = new double[(int) like.size()];
    Arrays.setAll(values, i -> Math.cos(0.7 * i + shift));
    return like.getManager().create(values, like.getShape());
  }
}
