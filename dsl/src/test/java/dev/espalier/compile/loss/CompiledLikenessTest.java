package dev.espalier.compile.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.SoftTargets;
import dev.espalier.testkit.FiniteDifferences;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.ScalarLoss;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CompiledLikenessTest {
  private static final Shape IMAGES = new Shape(2, 2, 1, 2);

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  static List<Likeness> likenesses() {
    return List.of(
        Likeness.relative(),
        Likeness.meanSquare(),
        Likeness.cosine(),
        Likeness.softTargets(2),
        Likeness.attention());
  }

  @Test
  void meanSquareIsOverAllElements() {
    double measured = measure(Likeness.meanSquare(), rows(1, 2, 3, 4), rows(1, 4, 2, 4));

    assertThat(measured).isEqualTo(5 / 4.0);
  }

  @Test
  void relativeDividesByTheGuidesVariance() {
    // The guide's mean is 2.75, its variance (1.75^2 + 1.25^2 + 0.75^2 + 1.25^2) / 4 = 1.6875.
    double measured = measure(Likeness.relative(), rows(1, 2, 3, 4), rows(1, 4, 2, 4));

    assertThat(measured).isCloseTo(1.25 / 1.6875, within(1e-12));
  }

  @Test
  void relativeTakesAVarianceThatIsKnown() {
    ScalarLoss loss =
        CompiledLikeness.of(Likeness.relative())
            .measure(rows(1, 2, 3, 4), rows(1, 4, 2, 4), Divisor.of(2.5));

    assertThat(loss.record().getDouble()).isCloseTo(1.25 / 2.5, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-12, 0.01, 0.0299})
  void relativeIsTheMeanSquareWhereTheGuideHardlyVaries(double half) {
    NDArray guide = rows(0.5 - half, 0.5 + half, 0.5 - half, 0.5 + half);
    NDArray learner = guide.add(manager.create(0.2));

    assertThat(measure(Likeness.relative(), learner, guide)).isCloseTo(0.04, within(1e-12));
    assertThat(loss(Likeness.relative(), learner, guide).record().getDouble())
        .isCloseTo(0.04, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 3, 1000})
  void relativeIsExactForLargeLayersWhateverTheirMean(double mean) {
    double[] values = new double[256 * 64];
    Arrays.setAll(values, i -> mean + Math.sin(i));
    NDArray guide = manager.create(values, new Shape(256, 64));
    NDArray learner = guide.add(manager.create(0.5));

    double measured =
        measure(
            Likeness.relative(),
            learner.toType(DataType.FLOAT32, false),
            guide.toType(DataType.FLOAT32, false));

    // The sine's variance is 1/2 but for the ends of the range.
    assertThat(measured).isCloseTo(0.25 / 0.5, within(1e-4));
  }

  @Test
  void cosineIsTheMeanOverSamples() {
    // Cosines (3 4)(4 3) / 25 = 0.96 and (1 0)(0 2) / 2 = 0.
    double measured = measure(Likeness.cosine(), rows(3, 4, 1, 0), rows(4, 3, 0, 2));

    assertThat(measured).isCloseTo(1 - 0.48, within(1e-12));
  }

  @Test
  void softTargetsAreTheDivergenceAtTheTemperature() {
    // Halved, the guide's logits give (3/4, 1/4), the learner's (1/2, 1/2), and then no difference.
    double measured =
        measure(Likeness.softTargets(2), rows(0, 0, 5, 1), rows(2 * Math.log(3), 0, 5, 1));

    double divergence = 0.75 * Math.log(1.5) + 0.25 * Math.log(0.5);
    assertThat(measured).isCloseTo(4 * divergence / 2, within(1e-12));
  }

  @Test
  void attentionComparesNormalisedMeansOfSquaredChannels() {
    // Learner's maps: (1+9, 4+4)/2 = (5, 4) and (0, 1)/2; guide's: (8, 6)/2 and (1, 0)/2.
    NDArray learner = manager.create(new double[] {1, 2, 3, 2, 0, 1, 0, 0}, IMAGES);
    NDArray guide = manager.create(new double[] {2, 2, 2, Math.sqrt(2), 1, 0, 0, 0}, IMAGES);

    double measured = measure(Likeness.attention(), learner, guide);

    double root = Math.sqrt(41);
    double first = Math.pow(5 / root - 0.8, 2) + Math.pow(4 / root - 0.6, 2);
    assertThat(measured).isCloseTo((first + 2) / 4, within(1e-12));
  }

  @Test
  void attentionTakesOtherNumbersOfChannels() {
    NDArray learner = manager.ones(new Shape(2, 3, 2, 2));
    NDArray guide = manager.ones(new Shape(2, 5, 2, 2));

    assertThat(measure(Likeness.attention(), learner, guide)).isZero();
  }

  @ParameterizedTest
  @MethodSource("likenesses")
  void isZeroWhereBothAgree(Likeness likeness) {
    for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
      NDArray value = images(1.5).toType(type, false);

      NDArray measured = value(likeness, value, value);

      assertThat(measured.getShape()).isEqualTo(new Shape());
      assertThat(measured.getDataType()).isEqualTo(type);
      assertThat(measured.toType(DataType.FLOAT64, false).getDouble()).isCloseTo(0, within(1e-6));
    }
  }

  @ParameterizedTest
  @MethodSource("likenesses")
  void hasTheGradientOfFiniteDifferences(Likeness likeness) {
    NDArray learner = images(0.7);
    NDArray guide = images(-1.3);
    learner.setRequiresGradient(true);

    FiniteDifferences.assertGradients(
        List.of(learner),
        () -> ScalarLoss.backward(List.of(loss(likeness, learner, guide)), 1),
        () -> loss(likeness, learner, guide).record());
  }

  @ParameterizedTest
  @MethodSource("likenesses")
  void staysFiniteForDeadLayers(Likeness likeness) {
    NDArray learner = manager.zeros(IMAGES, DataType.FLOAT32);
    NDArray guide = manager.zeros(IMAGES, DataType.FLOAT32);
    learner.setRequiresGradient(true);

    try (Autograd.Mode mode = Autograd.recording()) {
      ScalarLoss.backward(List.of(loss(likeness, learner, guide)), 1);
    }

    for (float gradient : learner.getGradient().toFloatArray()) {
      assertThat(gradient).isFinite();
    }
  }

  @ParameterizedTest
  @MethodSource("likenesses")
  void isZeroWhereBothAgreeAtAnyScale(Likeness likeness) {
    for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
      for (int exponent = -30; exponent <= 30; exponent++) {
        NDArray value = rolling(Math.pow(10, exponent), 4, 4, 4).toType(type, false);
        NDArray shaped = likeness instanceof SoftTargets ? value.reshape(4, 16) : value;

        double measured = measure(likeness, shaped, shaped);

        assertThat(measured).as(type + " e" + exponent).isZero();
      }
    }
  }

  @Test
  void cosineOfManySmallValuesWithThemselvesIsZero() {
    double[] values = new double[64];
    Arrays.setAll(values, i -> 0.001 * Math.sin(i));
    NDArray row = manager.create(values, new Shape(1, 64)).toType(DataType.FLOAT32, false);

    assertThat(measure(Likeness.cosine(), row, row)).isZero();
    assertThat(measure(Likeness.cosine(), row, row.neg())).isCloseTo(2, within(1e-6));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-30, 1e-12, 1e-3, 1, 1e12, 1e30})
  void cosineAndAttentionAreTheSameAtEveryScale(double scale) {
    for (Likeness likeness : List.of(Likeness.cosine(), Likeness.attention())) {
      double asItIs = measure(likeness, rolling(1, 2, 3, 5), rolling(0.4, 2, 3, 5).add(1));

      double scaled =
          measure(
              likeness,
              rolling(scale, 2, 3, 5).toType(DataType.FLOAT32, false),
              rolling(0.4, 2, 3, 5).add(1).mul(scale).toType(DataType.FLOAT32, false));

      assertThat(asItIs).isGreaterThan(0.01);
      assertThat(scaled).isCloseTo(asItIs, within(1e-6));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-30, 1e-12, 1e-3, 1e12, 1e30})
  void theGradientsOfCosineAndAttentionAreInverseToTheScale(double scale) {
    for (Likeness likeness : List.of(Likeness.cosine(), Likeness.attention())) {
      NDArray asItIs = gradient(likeness, rolling(1, 2, 3, 5), rolling(0.4, 2, 3, 5).add(1));

      NDArray scaled =
          gradient(
              likeness,
              rolling(scale, 2, 3, 5).toType(DataType.FLOAT32, false),
              rolling(0.4, 2, 3, 5).add(1).toType(DataType.FLOAT32, false));

      double[] expected = asItIs.toDoubleArray();
      double[] found = scaled.toType(DataType.FLOAT64, false).mul(scale).toDoubleArray();
      for (int i = 0; i < expected.length; i++) {
        assertThat(found[i]).isCloseTo(expected[i], within(1e-6));
      }
    }
  }

  @Test
  void zerosAgreeWithZerosAndAreAtRightAnglesToAllElse() {
    NDArray zeros = rows(0, 0, 0, 0);
    NDArray half = rows(0, 0, 3, 4);

    assertThat(measure(Likeness.cosine(), zeros, zeros)).isZero();
    assertThat(measure(Likeness.cosine(), half, zeros)).isEqualTo(0.5);
    assertThat(measure(Likeness.cosine(), zeros, half)).isEqualTo(0.5);
    assertThat(gradient(Likeness.cosine(), zeros, half).toDoubleArray())
        .containsExactly(0, 0, -0.3, -0.4);
  }

  private NDArray gradient(Likeness likeness, NDArray learner, NDArray guide) {
    learner.setRequiresGradient(true);
    try (Autograd.Mode mode = Autograd.recording()) {
      ScalarLoss.backward(List.of(loss(likeness, learner, guide)), 1);
    }
    return learner.getGradient();
  }

  /** Gives {@code (rows, channels, 2, values / 2)} of sines. */
  private NDArray rolling(double scale, int rows, int channels, int values) {
    double[] all = new double[rows * channels * values];
    Arrays.setAll(all, i -> scale * Math.sin(1.3 * i + 0.2));
    return manager.create(all, new Shape(rows, channels, 1, values));
  }

  private double measure(Likeness likeness, NDArray learner, NDArray guide) {
    return value(likeness, learner, guide).toType(DataType.FLOAT64, false).getDouble();
  }

  /** Gives the value as training computes it. */
  private static NDArray value(Likeness likeness, NDArray learner, NDArray guide) {
    try (Autograd.Mode mode = Autograd.recording()) {
      return ScalarLoss.backward(List.of(loss(likeness, Autograd.leaf(learner), guide)), 1).get(0);
    }
  }

  private static ScalarLoss loss(Likeness likeness, NDArray learner, NDArray guide) {
    return CompiledLikeness.of(likeness)
        .measure(learner, guide, Divisor.varianceFrom(Divisor.LEAST_VARIANCE));
  }

  private NDArray rows(double... values) {
    return manager.create(values, new Shape(2, values.length / 2));
  }

  private NDArray images(double shift) {
    double[] values = new double[8];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.sin(1.7 * i + shift) + 0.3 * shift;
    }
    return manager.create(values, IMAGES);
  }
}
