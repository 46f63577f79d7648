package dev.espalier.compile.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.loss.Loss;
import dev.espalier.describe.loss.Numbers;
import dev.espalier.describe.value.Registry;
import dev.espalier.testkit.LossContract;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every registered loss keeps. */
final class LossContractTest {
  private static final Pair UNIT_LOSS =
      (t1, p1, t2, p2) -> (binary(t1 / 8, p1 / 8) + binary(t2 / 8, p2 / 8)) / 2;

  private static final Pair RATE_LOSS =
      (t1, p1, t2, p2) -> (p1 - t1 * Math.log(p1 + 1e-8) + p2 - t2 * Math.log(p2 + 1e-8)) / 2;

  /**
   * Each sample's loss, worked out by hand, by the name of the loss: of classes for the
   * probabilities (1/4, 3/4) of class 1 and (1/2, 1/2) of class 0, of values for the errors (1, 0)
   * and (-2, 3).
   */
  private static final Map<String, List<Double>> CASES =
      Map.of(
          "cross-entropy", List.of(Math.log(4 / 3.0), Math.log(2)),
          "focal", List.of(Math.log(4 / 3.0) / 16, Math.log(2) / 4),
          "squared error", List.of(0.5, 6.5),
          "half squared error", List.of(0.5, 6.5),
          "absolute error", List.of(0.5, 2.5),
          "Huber", List.of(0.25, (1.5 + 2.5) / 2),
          "quantile", List.of(0.25, 1.25),
          "binary cross-entropy", List.of(UNIT_LOSS.of(1, 2, 2, 2), UNIT_LOSS.of(5, 3, 4, 7)),
          "Poisson", List.of(RATE_LOSS.of(1, 2, 2, 2), RATE_LOSS.of(5, 3, 4, 7)));

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  static Collection<Loss> losses() {
    return Registry.all(Loss.class).values();
  }

  @Test
  void everyRegisteredLossHasACaseAndEveryCaseALoss() {
    assertThat(Registry.all(Loss.class).keySet()).isEqualTo(CASES.keySet());
  }

  @ParameterizedTest
  @MethodSource("losses")
  void hasTheValuesThatAreWorkedOutByHandAndTheirMean(Loss loss) {
    List<Double> expected = Objects.requireNonNull(CASES.get(loss.name()));
    CompiledLoss compiled = compiled(loss);

    NDArray samples = compiled.perSample(prediction(loss), target(loss));

    assertThat(samples.getShape()).isEqualTo(new Shape(2));
    assertThat(samples.toDoubleArray())
        .containsExactly(
            expected.stream().mapToDouble(Double::doubleValue).toArray(), within(1e-12));
    double mean = (expected.get(0) + expected.get(1)) / 2;
    assertThat(compiled.mean(prediction(loss), target(loss)).record().getDouble())
        .isCloseTo(mean, within(1e-12));
    assertThat(LossContract.value(compiled, prediction(loss), target(loss)).getDouble())
        .isCloseTo(mean, within(1e-12));
    assertThat(compiled.sum(prediction(loss), target(loss)).getDouble())
        .isCloseTo(2 * mean, within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void keepsTheContract(Loss loss) {
    LossContract.check(loss);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void servesClassesOrValues(Loss loss) {
    assertThat(loss.servesClasses()).isNotEqualTo(loss.servesValues());
  }

  private static CompiledLoss compiled(Loss loss) {
    return CompiledLoss.of(loss, loss.servesClasses());
  }

  private NDArray prediction(Loss loss) {
    return loss.servesClasses()
        ? manager.create(new double[] {0, Math.log(3), 2, 2}, new Shape(2, 2))
        : manager.create(new double[] {2, 2, 3, 7}, new Shape(2, 2)).div(divisor(loss));
  }

  private NDArray target(Loss loss) {
    return loss.servesClasses()
        ? manager.create(new int[] {1, 0})
        : manager.create(new double[] {1, 2, 5, 4}, new Shape(2, 2)).div(divisor(loss));
  }

  private static int divisor(Loss loss) {
    return loss.numbers() == Numbers.UNIT ? 8 : 1;
  }

  private static double binary(double target, double said) {
    return -target * Math.log(said) - (1 - target) * Math.log(1 - said);
  }

  /** The loss of a sample of two values. */
  private interface Pair {
    double of(double target, double said, double otherTarget, double otherSaid);
  }
}
