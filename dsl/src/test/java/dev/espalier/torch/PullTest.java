package dev.espalier.torch;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Named.named;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pulls against the same losses recorded, in FLOAT64. */
class PullTest {
  private final NDManager manager = NDManager.newBaseManager("PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  /** Gives one pull of each kind, at a value {@code (3, 4)}. */
  static Stream<Named<Function<NDArray, Pull>>> kinds() {
    return Stream.of(
        named("recorded", at -> Pull.recorded(at.square().sum())),
        named("squares", at -> Pull.squares(at, wave(at, 5), 7)),
        named("relative", at -> Pull.relativeSquares(at, wave(at, 3), 1e-8)),
        named("below the least variance", at -> Pull.relativeSquares(at, at.onesLike(), 0.25)),
        named("classes", at -> Pull.crossEntropy(at, classes(at, 3, 0, 2))));
  }

  private static NDArray classes(NDArray like, long... labels) {
    return like.getManager().create(labels);
  }

  @Test
  void triesEveryKind() {
    NDArray at = wave(new Shape(3, 4), 1);

    assertThat(kinds().map(kind -> kind.getPayload().apply(at).kind()).collect(toSet()))
        .isEqualTo(EnumSet.allOf(Pull.Kind.class));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void hasTheValueAndTheGradientOfTheRecordedLoss(Function<NDArray, Pull> kind) {
    NDArray leaf = Autograd.leaf(wave(new Shape(3, 4), 1));
    NDArray reference = Autograd.leaf(leaf);
    NDArray value;
    NDArray expected;

    try (Autograd.Mode recording = Autograd.recording()) {
      value = Pull.backward(List.of(kind.apply(leaf.mul(leaf))), 0.3).get(0);
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
          Pull.backward(
              List.of(
                  Pull.recorded(square.sum()),
                  Pull.squares(square, zeros, 2),
                  Pull.squares(zeros, zeros, 1)),
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
      value = Pull.backward(List.of(Pull.relativeSquares(pooled, target, 1e-8)), 1).get(0);
      expected = Pull.relativeSquares(Operators.maxPool(leaf, 2, 2, 0), target, 1e-8).record();
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
        Pull.backward(List.of(Pull.squares(leaf, zeros, 2)), 1);
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
        .isThrownBy(() -> Pull.backward(List.of(Pull.recorded(constant)), 1))
        .withMessageContaining("nothing was recorded");
  }

  @Test
  void refusesNoPullAndWeightsThatDoNotFit() {
    Pull pull = Pull.recorded(manager.create(1.0));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pull.backward(List.of()))
        .withMessageContaining("0 pulls and 0 weights");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pull.backward(List.of(pull), 1, 2))
        .withMessageContaining("1 pulls and 2 weights");
  }

  @Test
  void addsUpMillionsOfSquaresIn32Bits() {
    NDArray leaf = Autograd.leaf(manager.full(new Shape(1 << 23), 1.1f));
    NDArray zeros = leaf.zerosLike();
    NDArray value;

    try (Autograd.Mode recording = Autograd.recording()) {
      value = Pull.backward(List.of(Pull.squares(leaf, zeros, 1 << 23)), 1).get(0);
    }

    assertThat(value.getFloat()).isCloseTo(1.21f, within(1e-6f));
  }

  @Test
  void refusesShapesThatLibTorchWouldStretch() {
    NDArray column = manager.ones(new Shape(4, 1));
    NDArray row = manager.ones(new Shape(4));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pull.squares(column, row, 4))
        .withMessageContaining("shape (4, 1), the target (4)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pull.relativeSquares(column, row, 1))
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
