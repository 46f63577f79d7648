package dev.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Activation.Kind;
import dev.espalier.testkit.FiniteDifferences;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ActivationsTest {
  private static final Call EVALUATION =
      new Call(new NDArray[0], DirectStore.PLAIN, Pass.evaluation(), Taps.none());

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  // Worked out from the formulas to 12 digits, with another tool.
  @ParameterizedTest
  @CsvSource({
    "IDENTITY, 0, -1.5, -1.5",
    "RELU, 0, -1.5, 0",
    "RELU, 0, 2.5, 2.5",
    "RELU6, 0, -1, 0",
    "RELU6, 0, 2.5, 2.5",
    "RELU6, 0, 7, 6",
    "LEAKY_RELU, 0.25, -2, -0.5",
    "LEAKY_RELU, 0.25, 2, 2",
    "ELU, 1, 2, 2",
    "ELU, 1, -1, -0.632120558829",
    "ELU, 2, -1, -1.264241117657",
    "GELU, 0, 1, 0.841344746069",
    "GELU, 0, -0.5, -0.154268769363",
    "SILU, 0, 1, 0.731058578630",
    "SILU, 0, -2, -0.238405844044",
    "SIGMOID, 0, 1, 0.731058578630",
    "TANH, 0, 0.5, 0.462117157260",
    "EXP, 0, 1, 2.718281828459",
    "EXP, 0, -3, 0.049787068368",
    "SOFTPLUS, 1, 1, 1.313261687518",
    "SOFTPLUS, 1, -3, 0.048587351574",
    "SOFTPLUS, 2, 0.5, 0.656630843759",
    "GELU_TANH, 0, 1, 0.841191990607",
    "SELU, 0, 2, 2.101401974711",
    "SELU, 0, -1, -1.111330737812",
    "CELU, 2, -1, -0.786938680575",
    "CELU, 2, 1.5, 1.5",
    "MISH, 0, 1, 0.865098388268",
    "SOFTSIGN, 0, -3, -0.75",
    "LOG_SIGMOID, 0, 1, -0.313261687518",
    "HARD_SHRINK, 0.5, 0.4, 0",
    "HARD_SHRINK, 0.5, -0.7, -0.7",
    "SOFT_SHRINK, 0.5, 0.4, 0",
    "SOFT_SHRINK, 0.5, -0.7, -0.2",
    "SINE, 1, 0.5, 0.479425538604",
    "SINE, 30, 0.5, 0.650287840157",
    "HARD_TANH, 0, -3, -1",
    "HARD_TANH, 0, 0.3, 0.3",
    "HARD_TANH, 0, 3, 1",
    "HARD_SIGMOID, 0, -4, 0",
    "HARD_SIGMOID, 0, 1.5, 0.75",
    "HARD_SIGMOID, 0, 4, 1",
    "HARD_SWISH, 0, -4, 0",
    "HARD_SWISH, 0, 1.5, 1.125",
    "HARD_SWISH, 0, 4, 4",
  })
  void givesTheValueOfItsFormula(Kind kind, double parameter, double input, double expected) {
    LayerStep step = Activations.compile(new Activation(kind, parameter));

    double wide = step.apply(array(DataType.FLOAT64, input), EVALUATION).getDouble(0);
    double narrow = step.apply(array(DataType.FLOAT32, input), EVALUATION).getFloat(0);

    assertThat(wide).isCloseTo(expected, within(1e-11));
    assertThat(narrow).isCloseTo(expected, within(1e-5));
  }

  @Test
  void softmaxSumsToOneAlongTheLastAxis() {
    LayerStep step = Activations.compile(Activation.of(Kind.SOFTMAX));
    NDArray input = manager.create(new double[] {0, Math.log(3), 5, 5, 1000, 0}, new Shape(3, 2));

    NDArray output = step.apply(input, EVALUATION);

    assertThat(output.toDoubleArray())
        .containsExactly(new double[] {0.25, 0.75, 0.5, 0.5, 1, 0}, within(1e-12));
  }

  @Test
  void refusesParametersThatGiveNothing() {
    assertThatThrownBy(() -> new Activation(Kind.SOFTPLUS, 0))
        .hasMessage("SOFTPLUS(0.0): needed above 0. Try 1.");
    assertThatThrownBy(() -> new Activation(Kind.HARD_SHRINK, -1))
        .hasMessage("HARD_SHRINK(-1.0): needed at least 0. Try 0.5.");
  }

  @ParameterizedTest
  @EnumSource
  void hasTheGradientOfFiniteDifferences(Kind kind) {
    LayerStep step = Activations.compile(Activation.of(kind));
    NDArray input = array(DataType.FLOAT64, -4.1, -2.2, -0.7, 0.4, 0.9, 1.8, 3.3, 6.6);
    NDArray weights = array(DataType.FLOAT64, 0.3, -1, 0.7, 1.1, -0.4, 0.9, 0.2, -0.6);
    input.setRequiresGradient(true);

    FiniteDifferences.assertGradients(
        List.of(input), () -> step.apply(input, EVALUATION).mul(weights).sum());
  }

  private NDArray array(DataType type, double... values) {
    return manager.create(values, new Shape(1, values.length)).toType(type, false);
  }
}
