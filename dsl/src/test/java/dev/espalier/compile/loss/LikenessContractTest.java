package dev.espalier.compile.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Registry;
import dev.espalier.testkit.FiniteDifferences;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.ScalarLoss;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every registered likeness keeps. */
final class LikenessContractTest {
  private static final Shape IMAGES = new Shape(4, 3, 1, 2);
  private static final Shape SCORES = new Shape(4, 6);

  /** What is at its least elsewhere than where both agree. */
  private static final Set<String> NOT_ZERO = Set.of("activation boundary");

  private static final double LOG_3 = Math.log(3);
  // The first sample's distance between the maps of attention.
  private static final double MAPS = Math.hypot(5 / Math.sqrt(41) - 0.8, 4 / Math.sqrt(41) - 0.6);
  private static final double ROOTS = (Math.pow(1 - Math.sqrt(0.5), 2) + 0.5) / 2;

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
          maps("attention", (MAPS * MAPS + 2) / 4),
          maps("attention distance", (MAPS + Math.sqrt(2)) / 2),
          // Standardized (-1, 1) and (1, -1), whose log odds at 2 are 1 apart, then no difference.
          rows(
              "standardized soft targets",
              4 * Math.tanh(0.5) / 2,
              List.of(0, 1, 5, 3),
              List.of(7, 4, 2, 0)),
          // (.75, .25), (.25, .75), (.5, .5) and the last two changed: rows 1, 0, 0, columns .5.
          Map.entry(
              "class relations",
              new Case(
                  1 - 1 / 3.0 + 1 - 0.5,
                  new Shape(3, 2),
                  List.of(LOG_3, 0, 0, LOG_3, 0, 0),
                  List.of(LOG_3, 0, 0, 0, 0, LOG_3))),
          // d is ((0, -1), (-1, 0)), S ((.6, -.5), (-.5, .6)).
          rows(
              "gramian direction", Math.sqrt(0.6 / 0.11), List.of(1, 0, 0, 1), List.of(2, 0, 1, 0)),
          // The guide's neighbours (1, 0), (.5, .5), (0, 1), the learner's (.5, .5), 2 x (1/3,
          // 2/3).
          Map.entry(
              "probabilistic transfer",
              new Case(
                  (Math.log(2) + 0.5 * Math.log(1.5) + 0.5 * Math.log(0.75) + Math.log(1.5)) / 9,
                  new Shape(3, 2),
                  List.of(1, 0, 0, 1, 0, 1),
                  List.of(1, 0, 0, 1, -1, 0))),
          // Distances 1, 3, 2 and 2, 3, 1, of mean 2: two differ by .5.
          Map.entry(
              "relational distance",
              new Case(4 * 0.125 / 9, new Shape(3, 1), List.of(0, 1, 3), List.of(0, 2, 3))),
          // Cosines 1, -1, 1 and -1, 1, 1: two differ by 2, whose loss is 1.5.
          Map.entry(
              "relational angle",
              new Case(4 * 1.5 / 27, new Shape(3, 1), List.of(0, 1, 2), List.of(1, 0, 2))),
          // Identity and a matrix of root 1/2.
          rows("similarity preserving", ROOTS, List.of(3, 0, 0, 1), List.of(1, 0, 1, 0)),
          // Identity and ones.
          rows("bilinear congruence", 2 / 4.0, List.of(1, 0, 0, 1), List.of(1, 0, 1, 0)),
          rows(
              "gaussian congruence",
              2 * Math.pow(Math.exp(-0.8) * (0.8 + 0.32), 2) / 4,
              List.of(1, 0, 0, 1),
              List.of(1, 0, 1, 0)),
          // (.6, .8) and (.8, .6), (1, 0) and (0, 1).
          rows("factor transfer", 2.4 / 4, List.of(3, 4, 1, 0), List.of(4, 3, 0, 2)),
          rows("knowledge translation", 2.4 / 4, List.of(3, 4, 1, 0), List.of(4, 3, 0, 2)),
          rows(
              "activation boundary",
              (0.5 * 0.5 + 0.75 * 0.75) / 2,
              List.of(0.5, -2, 2, -0.25),
              List.of(1, -1, 3, -1)),
          Map.entry(
              "channel similarity",
              new Case(ROOTS, new Shape(1, 2, 1, 2), List.of(3, 0, 0, 1), List.of(1, 0, 1, 0))),
          // Cosines 0 and root 1/2.
          Map.entry(
              "affinity",
              new Case(
                  (Math.sqrt(2) + 1) / 2,
                  new Shape(1, 2, 1, 2),
                  List.of(1, 0, 1, 0),
                  List.of(0, 1, 1, 1))),
          // The squares' mean is 7.5, the mean's square 6.25.
          Map.entry(
              "hierarchical context",
              new Case(
                  (7.5 + 6.25 / 2) / 1.5,
                  new Shape(1, 1, 2, 2),
                  List.of(1, 2, 3, 4),
                  List.of(0, 0, 0, 0))),
          // The pixels' correlations are 1 and -1.
          Map.entry(
              "channel relation",
              new Case(1, new Shape(1, 2, 1, 2), List.of(1, 0, 0, 1), List.of(2, 1, 0, 0))),
          // Centered (-1, 0, 1) and (-1, 1, 0).
          Map.entry(
              "spatial relation",
              new Case(0.5, new Shape(3, 1, 1, 1), List.of(0, 1, 2), List.of(0, 2, 1))));

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
    NDArray learner = waves(likeness, 0.7);
    NDArray guide = waves(likeness, -1.3);
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
      NDArray one = waves(likeness, 1.5).toType(type, false);

      NDArray measured = value(likeness, one, one);

      assertThat(measured.getShape()).isEqualTo(new Shape());
      assertThat(measured.getDataType()).isEqualTo(type);
      if (!NOT_ZERO.contains(likeness.name())) {
        assertThat(measured.toType(DataType.FLOAT64, false).getDouble()).isCloseTo(0, within(1e-6));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("likenesses")
  void hasTheSameValueAndGradientAsItsTextAlone(Likeness likeness) {
    Likeness text = new Likeness.Text("text", likeness.formula().orElseThrow().text());

    NDArray learner = waves(likeness, 0.7);
    NDArray guide = waves(likeness, -1.3);

    assertThat(value(text, learner, guide).getDouble())
        .isCloseTo(value(likeness, learner, guide).getDouble(), within(1e-14));
    assertThat(gradient(text, learner, guide))
        .containsExactly(gradient(likeness, learner, guide), within(1e-14));
  }

  @ParameterizedTest
  @MethodSource("likenesses")
  void staysFiniteForDeadLayersAndASingleSample(Likeness likeness) {
    for (Shape shape : List.of(shape(likeness), first(shape(likeness)))) {
      NDArray zeros = manager.zeros(shape, DataType.FLOAT32);

      double[] gradient = gradient(likeness, zeros, zeros);

      assertThat(Arrays.stream(gradient).allMatch(Double::isFinite)).isTrue();
    }
  }

  private static double[] gradient(Likeness likeness, NDArray at, NDArray guide) {
    NDArray learner = Autograd.leaf(at);
    try (Autograd.Mode mode = Autograd.recording()) {
      ScalarLoss.backward(List.of(loss(likeness, learner, guide)), 0.3);
    }
    return Autograd.gradient(learner).toType(DataType.FLOAT64, false).toDoubleArray();
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

  private NDArray waves(Likeness likeness, double shift) {
    double[] values = new double[(int) shape(likeness).size()];
    Arrays.setAll(values, i -> Math.sin(1.7 * i + shift) + 0.3 * shift);
    return manager.create(values, shape(likeness));
  }

  /** Gives images, or rows for what compares no images. */
  private static Shape shape(Likeness likeness) {
    try {
      likeness.requireFit(Dims.of(IMAGES.slice(1).getShape()));
      return IMAGES;
    } catch (MisfitException e) {
      return SCORES;
    }
  }

  private static Shape first(Shape shape) {
    return new Shape(1).addAll(shape.slice(1));
  }

  private NDArray array(List<? extends Number> values, Shape shape) {
    return manager.create(values.stream().mapToDouble(Number::doubleValue).toArray(), shape);
  }

  private static Map.Entry<String, Case> rows(
      String name, double value, List<? extends Number> learner, List<? extends Number> guide) {
    return Map.entry(name, new Case(value, new Shape(2, 2), learner, guide));
  }

  private static Map.Entry<String, Case> maps(String name, double value) {
    return Map.entry(
        name,
        new Case(
            value,
            new Shape(2, 2, 1, 2),
            List.of(1, 2, 3, 2, 0, 1, 0, 0),
            List.of(2, 2, 2, Math.sqrt(2), 1, 0, 0, 0)));
  }

  private record Case(
      double value, Shape shape, List<? extends Number> learner, List<? extends Number> guide) {}
}
