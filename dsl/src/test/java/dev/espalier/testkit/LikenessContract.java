package dev.espalier.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.likeness.Compared;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Registry;
import dev.espalier.identity.Keys;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.ScalarLoss;
import dev.espalier.torch.Torch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * What holds for every likeness that is registered. An author runs it on his own:
 *
 * <pre>{@code
 * @Test
 * void keepsTheContractOfLikenesses() {
 *   LikenessContract.check(new Distance());
 * }
 * }</pre>
 *
 * <p>Which number it gives is for a test of its own, with a value worked out by hand.
 */
public final class LikenessContract {
  private static final Shape IMAGES = new Shape(4, 3, 1, 2);
  private static final Shape SCORES = new Shape(4, 6);
  private static final Shape VIEWS = new Shape(3, 4, 3);

  private LikenessContract() {}

  /** Checks all that holds for a likeness of one layer of each side. */
  public static void check(Likeness likeness) {
    check(likeness, 1);
  }

  /**
   * Checks all that holds for a likeness.
   *
   * @param places how many layers of each side it compares
   */
  public static void check(Likeness likeness, int places) {
    hasTheGradientOfFiniteDifferences(likeness, places);
    givesOneNumberInTheTypeOfTheValues(likeness, places);
    hasTheSameValueAndGradientAsItsTextAlone(likeness, places);
    staysFiniteForDeadLayersAndASingleSample(likeness, places);
    isKnownToCheckpoints(likeness);
    isFoundByItsName(likeness);
  }

  /** Checks the gradients by the learner and by parameters against central differences. */
  public static void hasTheGradientOfFiniteDifferences(Likeness likeness, int places) {
    try (NDManager manager = manager()) {
      Measuring measuring =
          Measuring.of(
                  likeness,
                  waves(likeness, places, 0.7, manager),
                  waves(likeness, places, -1.3, manager),
                  manager)
              .remembering();
      measuring.leaves().forEach(leaf -> leaf.setRequiresGradient(true));

      FiniteDifferences.assertGradients(
          measuring.leaves(),
          () -> ScalarLoss.backward(List.of(measuring.measure().loss()), 1),
          () -> measuring.measure().loss().record());
    }
  }

  /** Checks that it gives a scalar, of the type of what it compares. */
  public static void givesOneNumberInTheTypeOfTheValues(Likeness likeness, int places) {
    for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
      try (NDManager manager = manager()) {
        NDArray measured = whereBothAgree(likeness, places, type, manager);

        assertThat(measured.getShape()).as(likeness.name()).isEqualTo(new Shape());
        assertThat(measured.getDataType()).as(likeness.name()).isEqualTo(type);
      }
    }
  }

  /** Checks that it is 0 where both sides agree, which few likenesses are not. */
  public static void isZeroWhereBothAgree(Likeness likeness, int places) {
    for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
      try (NDManager manager = manager()) {
        NDArray measured = whereBothAgree(likeness, places, type, manager);

        assertThat(measured.toType(DataType.FLOAT64, false).getDouble())
            .as("%s where both agree", likeness.name())
            .isCloseTo(0, within(1e-6));
      }
    }
  }

  /** Checks that what is faster in some way gives what its formula says. */
  public static void hasTheSameValueAndGradientAsItsTextAlone(Likeness likeness, int places) {
    Dims dims = Dims.of(shape(likeness, places).slice(1).getShape());
    if (likeness.formula().isEmpty()
        || !likeness.parametersFor(Compared.pair(dims, dims)).isEmpty()) {
      return;
    }
    Likeness text = new Likeness.Text("text", likeness.formula().orElseThrow().text());
    try (NDManager manager = manager()) {
      List<NDArray> learner = waves(likeness, places, 0.7, manager);
      List<NDArray> guide = waves(likeness, places, -1.3, manager);

      assertThat(value(Measuring.of(text, learner, guide, manager)).getDouble())
          .as("%s by its text", likeness.name())
          .isCloseTo(
              value(Measuring.of(likeness, learner, guide, manager)).getDouble(), within(1e-14));
      assertThat(gradient(text, learner, guide, manager))
          .as("%s by its text", likeness.name())
          .containsExactly(gradient(likeness, learner, guide, manager), within(1e-14));
    }
  }

  /** Checks that zeros, and a batch of one sample, give numbers to go down by. */
  public static void staysFiniteForDeadLayersAndASingleSample(Likeness likeness, int places) {
    Shape batch = shape(likeness, places);
    for (Shape shape : List.of(batch, new Shape(1).addAll(batch.slice(1)))) {
      try (NDManager manager = manager()) {
        List<NDArray> zeros = Collections.nCopies(places, manager.zeros(shape, DataType.FLOAT32));

        double[] gradient = gradient(likeness, zeros, zeros, manager);

        assertThat(Arrays.stream(gradient).allMatch(Double::isFinite))
            .as("%s of zeros %s", likeness.name(), shape)
            .isTrue();
      }
    }
  }

  /** Checks that a training with it is resumed. */
  public static void isKnownToCheckpoints(Likeness likeness) {
    assertThat(new Keys().add("likeness", likeness).unnamed()).as(likeness.name()).isEmpty();
  }

  /** Checks that what is found under its name is of its class. */
  public static void isFoundByItsName(Likeness likeness) {
    assertThat(Registry.named(Likeness.class, likeness.name()))
        .as(likeness.name())
        .isExactlyInstanceOf(likeness.getClass());
  }

  /** Gives the value as training computes it. */
  public static NDArray value(Measuring measuring) {
    Measuring recorded =
        new Measuring(
            measuring.likeness(),
            measuring.learner().stream().map(Autograd::leaf).toList(),
            measuring.guide(),
            measuring.parameters());
    try (Autograd.Mode mode = Autograd.recording()) {
      return ScalarLoss.backward(List.of(recorded.measure().loss()), 1).get(0);
    }
  }

  private static NDArray whereBothAgree(
      Likeness likeness, int places, DataType type, NDManager manager) {
    List<NDArray> one =
        waves(likeness, places, 1.5, manager).stream()
            .map(each -> each.toType(type, false))
            .toList();
    return value(Measuring.of(likeness, one, one, manager));
  }

  private static double[] gradient(
      Likeness likeness, List<NDArray> at, List<NDArray> guide, NDManager manager) {
    List<NDArray> learner = at.stream().map(Autograd::leaf).toList();
    try (Autograd.Mode mode = Autograd.recording()) {
      ScalarLoss.backward(
          List.of(Measuring.of(likeness, learner, guide, manager).measure().loss()), 0.3);
    }
    return Autograd.gradient(learner.get(0)).toType(DataType.FLOAT64, false).toDoubleArray();
  }

  private static List<NDArray> waves(
      Likeness likeness, int places, double shift, NDManager manager) {
    List<NDArray> waves = new ArrayList<>();
    for (int i = 0; i < places; i++) {
      waves.add(Measuring.wave(manager, shape(likeness, places), shift + i));
    }
    return waves;
  }

  /** Gives images, or what else the likeness compares. */
  private static Shape shape(Likeness likeness, int places) {
    for (Shape shape : List.of(IMAGES, SCORES)) {
      try {
        List<Dims> values = Collections.nCopies(places, Dims.of(shape.slice(1).getShape()));
        likeness.requireFit(new Compared(values, values, 1));
        return shape;
      } catch (MisfitException e) {
        // The next.
      }
    }
    return VIEWS;
  }

  private static NDManager manager() {
    return NDManager.newBaseManager(Device.cpu(), Torch.ENGINE);
  }
}
