package dev.espalier.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.compile.loss.CompiledLoss;
import dev.espalier.describe.loss.Loss;
import dev.espalier.describe.loss.Numbers;
import dev.espalier.describe.value.Registry;
import dev.espalier.identity.Keys;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.ScalarLoss;
import dev.espalier.torch.Torch;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What holds for every loss that is registered. An author runs it on his own:
 *
 * <pre>{@code
 * @Test
 * void keepsTheContractOfLosses() {
 *   LossContract.check(new Margin());
 * }
 * }</pre>
 *
 * <p>Which numbers it gives is for a test of its own, with values worked out by hand.
 */
public final class LossContract {
  private static final Shape SHAPE = new Shape(2, 3);

  private LossContract() {}

  /** Checks all that holds for a loss, of classes, of values, or both. */
  public static void check(Loss loss) {
    assertThat(loss.servesClasses() || loss.servesValues())
        .as("%s serves classes or values", loss.name())
        .isTrue();
    isKnownToCheckpoints(loss);
    isFoundByItsName(loss);
    Stream.of(true, false)
        .filter(classes -> classes ? loss.servesClasses() : loss.servesValues())
        .forEach(
            classes -> {
              givesANumberASampleWhoseMeanItTrainsBy(loss, classes);
              keepsTheTypeOfThePrediction(loss, classes);
              hasTheGradientOfFiniteDifferences(loss, classes);
              hasTheSameValuesAndGradientAsItsTextAlone(loss, classes);
            });
  }

  /** Checks that what trains is the mean of what it gives for each sample. */
  public static void givesANumberASampleWhoseMeanItTrainsBy(Loss loss, boolean classes) {
    try (NDManager manager = manager()) {
      CompiledLoss compiled = CompiledLoss.of(loss, classes);
      NDArray prediction = prediction(loss, manager);
      NDArray target = target(loss, classes, manager);

      NDArray samples = compiled.perSample(prediction, target);
      double[] values = samples.toDoubleArray();

      assertThat(samples.getShape()).as(loss.name()).isEqualTo(new Shape(2));
      double mean = Arrays.stream(values).average().orElseThrow();
      assertThat(value(compiled, prediction, target).getDouble())
          .as("%s, mean", loss.name())
          .isCloseTo(mean, within(1e-12 * Math.max(1, Math.abs(mean))));
    }
  }

  /** Checks that 32 bits give 32 bits, and 64 give 64. */
  public static void keepsTheTypeOfThePrediction(Loss loss, boolean classes) {
    for (DataType type : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
      try (NDManager manager = manager()) {
        CompiledLoss compiled = CompiledLoss.of(loss, classes);
        NDArray prediction = prediction(loss, manager).toType(type, false);
        NDArray given = target(loss, classes, manager);
        NDArray target = classes ? given : given.toType(type, false);

        assertThat(value(compiled, prediction, target).getDataType())
            .as(loss.name())
            .isEqualTo(type);
        assertThat(compiled.perSample(prediction, target).getDataType())
            .as(loss.name())
            .isEqualTo(type);
      }
    }
  }

  /** Checks the gradient by the prediction against central differences. */
  public static void hasTheGradientOfFiniteDifferences(Loss loss, boolean classes) {
    try (NDManager manager = manager()) {
      NDArray prediction = prediction(loss, manager);
      NDArray target = target(loss, classes, manager);
      prediction.setRequiresGradient(true);
      CompiledLoss compiled = CompiledLoss.of(loss, classes);

      FiniteDifferences.assertGradients(
          List.of(prediction),
          () -> ScalarLoss.backward(List.of(compiled.mean(prediction, target)), 1),
          () -> compiled.mean(prediction, target).record());
    }
  }

  /** Checks that what is faster in some way gives what its formula says. */
  public static void hasTheSameValuesAndGradientAsItsTextAlone(Loss loss, boolean classes) {
    if (loss.formula().isEmpty()) {
      return;
    }
    CompiledLoss text =
        CompiledLoss.of(new Loss.Text("text", loss.formula().orElseThrow().text()), classes);
    CompiledLoss compiled = CompiledLoss.of(loss, classes);
    try (NDManager manager = manager()) {
      NDArray prediction = prediction(loss, manager);
      NDArray target = target(loss, classes, manager);

      assertThat(value(text, prediction, target).getDouble())
          .as("%s by its text", loss.name())
          .isCloseTo(value(compiled, prediction, target).getDouble(), within(1e-14));
      assertThat(gradient(text, prediction, target))
          .as("%s by its text", loss.name())
          .containsExactly(gradient(compiled, prediction, target), within(1e-14));
    }
  }

  /** Checks that a training with it is resumed. */
  public static void isKnownToCheckpoints(Loss loss) {
    assertThat(new Keys().add("loss", loss).unnamed()).as(loss.name()).isEmpty();
  }

  /** Checks that what is found under its name is of its class. */
  public static void isFoundByItsName(Loss loss) {
    assertThat(Registry.named(Loss.class, loss.name()))
        .as(loss.name())
        .isExactlyInstanceOf(loss.getClass());
  }

  /** Gives the mean as training computes it. */
  public static NDArray value(CompiledLoss loss, NDArray prediction, NDArray target) {
    try (Autograd.Mode mode = Autograd.recording()) {
      return ScalarLoss.backward(List.of(loss.mean(Autograd.leaf(prediction), target)), 1).get(0);
    }
  }

  private static double[] gradient(CompiledLoss compiled, NDArray prediction, NDArray target) {
    NDArray leaf = Autograd.leaf(prediction);
    try (Autograd.Mode mode = Autograd.recording()) {
      ScalarLoss.backward(List.of(compiled.mean(leaf, target)), 0.3);
    }
    return Autograd.gradient(leaf).toDoubleArray();
  }

  private static NDArray prediction(Loss loss, NDManager manager) {
    NDArray values = manager.create(new double[] {0.3, -0.8, 2, 0.1, 0.7, -0.2}, SHAPE);
    return known(loss, values);
  }

  private static NDArray target(Loss loss, boolean classes, NDManager manager) {
    return classes
        ? manager.create(new int[] {2, 0})
        : known(loss, manager.create(new double[] {1, 0, 2.5, 0, -1, 0.2}, SHAPE));
  }

  private static NDArray known(Loss loss, NDArray values) {
    return loss.numbers() == Numbers.ALL ? values : values.getNDArrayInternal().sigmoid();
  }

  private static NDManager manager() {
    return NDManager.newBaseManager(Device.cpu(), Torch.ENGINE);
  }
}
