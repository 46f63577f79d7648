package dev.espalier.compile.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.value.Registry;
import dev.espalier.testkit.FiniteDifferences;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.ScalarLoss;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every registered likeness keeps. */
final class LikenessContractTest {
  private static final Shape IMAGES = new Shape(2, 2, 1, 2);

  /** Values worked out by hand, by the name of the likeness. */
  private static final Map<String, Case> CASES =
      Map.ofEntries(
          // The guide's mean is 2.75, its variance 1.6875.
          rows("relative mean square", 1.25 / 1.6875, List.of(1, 2, 3, 4), List.of(1, 4, 2, 4)),
          rows("mean square", 1.25, List.of(1, 2, 3, 4), List.of(1, 4, 2, 4)),
          // Cosines 24 / 25 and 0.
          rows("cosine", 1 - 0.48, List.of(3, 4, 1, 0), List.of(4, 3, 0, 2)),
          // At 4: the guide's (3/4, 1/4) and the learner's (1/2, 1/2), then no difference.
          rows(
              "soft targets",
              16 * (0.75 * Math.log(1.5) + 0.25 * Math.log(0.5)) / 2,
              List.of(0, 0, 5, 1),
              List.of(4 * Math.log(3), 0, 5, 1)),
          // Centered (-1, 0, 1) and (-1, 1, 0), whose squared product is 1 of 4.
          Map.entry(
              "centered kernel alignment",
              new Case(0.75, new Shape(3, 1), List.of(0, 1, 2), List.of(0, 2, 1))),
          // Maps (5, 4) / root 41 and (0, 1), the guide's (4, 3) / 5 and (1, 0).
          Map.entry(
              "attention",
              new Case(
                  (Math.pow(5 / Math.sqrt(41) - 0.8, 2) + Math.pow(4 / Math.sqrt(41) - 0.6, 2) + 2)
                      / 4,
                  IMAGES,
                  List.of(1, 2, 3, 2, 0, 1, 0, 0),
                  List.of(2, 2, 2, Math.sqrt(2), 1, 0, 0, 0))));

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  static Collection<Likeness> likenesses() {
    return Registry.all(Likeness.class).values();
  }

  @Test
  void everyRegisteredLikenessHasACaseAndEveryCaseALikeness() {
    assertThat(Registry.all(Likeness.class).keySet()).isEqualTo(CASES.keySet());
  }

  @ParameterizedTest
  @MethodSource("likenesses")
  void hasTheValueThatIsWorkedOutByHand(Likeness likeness) {
    Case each = Objects.requireNonNull(CASES.get(likeness.name()));
    NDArray learner = array(each.learner(), each.shape());
    NDArray guide = array(each.guide(), each.shape());

    assertThat(value(likeness, learner, guide).getDouble()).isCloseTo(each.value(), within(1e-12));
    assertThat(loss(likeness, learner, guide).record().getDouble())
        .isCloseTo(each.value(), within(1e-12));
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
  void isZeroWhereBothAgreeInTheTypeOfTheValues(Likeness likeness) {
    for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
      NDArray one = images(1.5).toType(type, false);

      NDArray measured = value(likeness, one, one);

      assertThat(measured.getShape()).isEqualTo(new Shape());
      assertThat(measured.getDataType()).isEqualTo(type);
      assertThat(measured.toType(DataType.FLOAT64, false).getDouble()).isCloseTo(0, within(1e-6));
    }
  }

  @ParameterizedTest
  @MethodSource("likenesses")
  void hasTheSameValueAndGradientAsItsTextAlone(Likeness likeness) {
    Likeness text = new Likeness.Text("text", likeness.formula().orElseThrow().text());

    assertThat(value(text, images(0.7), images(-1.3)).getDouble())
        .isCloseTo(value(likeness, images(0.7), images(-1.3)).getDouble(), within(1e-14));
    assertThat(gradient(text)).containsExactly(gradient(likeness), within(1e-14));
  }

  private double[] gradient(Likeness likeness) {
    NDArray learner = Autograd.leaf(images(0.7));
    try (Autograd.Mode mode = Autograd.recording()) {
      ScalarLoss.backward(List.of(loss(likeness, learner, images(-1.3))), 0.3);
    }
    return Autograd.gradient(learner).toDoubleArray();
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

  private NDArray images(double shift) {
    double[] values = new double[8];
    Arrays.setAll(values, i -> Math.sin(1.7 * i + shift) + 0.3 * shift);
    return manager.create(values, IMAGES);
  }

  private NDArray array(List<? extends Number> values, Shape shape) {
    return manager.create(values.stream().mapToDouble(Number::doubleValue).toArray(), shape);
  }

  private static Map.Entry<String, Case> rows(
      String name, double value, List<? extends Number> learner, List<? extends Number> guide) {
    return Map.entry(name, new Case(value, new Shape(2, 2), learner, guide));
  }

  private record Case(
      double value, Shape shape, List<? extends Number> learner, List<? extends Number> guide) {}
}
