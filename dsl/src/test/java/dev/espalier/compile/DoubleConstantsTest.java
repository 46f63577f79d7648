package dev.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.Espalier;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.compile.loss.CompiledLikeness;
import dev.espalier.compile.loss.Divisor;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Activation.Kind;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.torch.Autograd;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No constant of a network in FLOAT64 goes through 32 bits, where it would lose 8 of 16 digits. */
final class DoubleConstantsTest {
  private static final double[] VALUES = {0.3, -1.7, 2.9, 0.011, -0.004, 0.0071};

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final Autograd.Mode paused = Autograd.paused();

  @AfterEach
  void close() {
    paused.close();
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({"1e-6, 1e-5", "0.1, 1e-3", "0.3, 1e-7", "1, 0.1"})
  void batchNormMovesItsStatisticsByItsMomentum(double momentum, double epsilon) {
    UnaryOperator<NetworkBuilder> body =
        n -> n.input(1).batchNorm(b -> b.momentum(momentum).epsilon(epsilon));
    double mean = mean(VALUES);
    double variance = variance(VALUES);

    try (NDManager owner = manager.newSubManager()) {
      NetworkBlock block = block(body, owner);
      NDArray training = block.forward(column(owner), Pass.training(1));
      NDArray evaluation = block.forward(column(owner), Pass.evaluation(), Taps.none());

      double runningMean = value(block, "batchNorm1.runningMean");
      double runningVar = value(block, "batchNorm1.runningVar");
      int count = VALUES.length;
      assertThat(runningMean).isCloseTo(momentum * mean, within(momentum * mean));
      assertThat(runningVar)
          .isCloseTo(1 - momentum + momentum * variance * count / (count - 1), within(1));
      assertClose(training, normalised(mean, variance, epsilon));
      assertClose(evaluation, normalised(runningMean, runningVar, epsilon));
    }
  }

  @ParameterizedTest
  @CsvSource({"1e-5", "1e-7", "0.1"})
  void layerNormAddsItsEpsilon(double epsilon) {
    UnaryOperator<NetworkBuilder> body = n -> n.input(6).layerNorm(l -> l.epsilon(epsilon));

    try (NDManager owner = manager.newSubManager()) {
      NDArray x = owner.create(VALUES, new Shape(1, 6)).mul(1e-3);
      NDArray y = block(body, owner).forward(x, Pass.evaluation(), Taps.none());

      double[] small = Arrays.stream(VALUES).map(value -> value * 1e-3).toArray();
      double scale = 1 / Math.sqrt(variance(small) + epsilon);
      double middle = mean(small);
      assertClose(y, Arrays.stream(small).map(value -> (value - middle) * scale).toArray());
    }
  }

  @ParameterizedTest
  @CsvSource({"0.01", "0.1", "1e-6", "-0.3"})
  void leakyReluKeepsItsSlope(double slope) {
    NDArray y = activated(Kind.LEAKY_RELU, slope);

    assertClose(y, Arrays.stream(VALUES).map(x -> x > 0 ? x : slope * x).toArray());
  }

  @ParameterizedTest
  @CsvSource({"0.1", "1.1", "1e-6"})
  void eluKeepsItsScale(double scale) {
    NDArray y = activated(Kind.ELU, scale);

    assertClose(y, Arrays.stream(VALUES).map(x -> x > 0 ? x : scale * Math.expm1(x)).toArray());
  }

  @ParameterizedTest
  @CsvSource({"0.1", "1.1", "30.3"})
  void sineKeepsItsFrequency(double frequency) {
    NDArray y = activated(Kind.SINE, frequency);

    assertClose(y, Arrays.stream(VALUES).map(x -> Math.sin(frequency * x)).toArray());
  }

  @Test
  void hardActivationsDivideInDoubles() {
    NDArray sigmoid = activated(Kind.HARD_SIGMOID, 0);
    NDArray swish = activated(Kind.HARD_SWISH, 0);

    assertClose(sigmoid, Arrays.stream(VALUES).map(x -> (x + 3) / 6).toArray());
    assertClose(swish, Arrays.stream(VALUES).map(x -> x * ((x + 3) / 6)).toArray());
  }

  @ParameterizedTest
  @CsvSource({"0.3", "0.1", "3.3"})
  void softTargetsDivideByTheirTemperature(double temperature) {
    NDArray learner = manager.create(new double[] {0.3, -1.7, 2.9}, new Shape(1, 3));
    NDArray guide = manager.create(new double[] {1.1, 0.2, -0.4}, new Shape(1, 3));

    double found =
        CompiledLikeness.of(Likeness.softTargets(temperature))
            .measure(learner, guide, Divisor.varianceFrom(Divisor.LEAST_VARIANCE))
            .record()
            .toDoubleArray()[0];

    double[] wanted = logs(guide.toDoubleArray(), temperature);
    double[] learned = logs(learner.toDoubleArray(), temperature);
    double expected = 0;
    for (int i = 0; i < wanted.length; i++) {
      expected += Math.exp(wanted[i]) * (wanted[i] - learned[i]);
    }
    assertThat(found).isCloseTo(expected * temperature * temperature, within(expected * 30));
  }

  private static double[] logs(double[] logits, double temperature) {
    double sum = Arrays.stream(logits).map(x -> Math.exp(x / temperature)).sum();
    return Arrays.stream(logits).map(x -> x / temperature - Math.log(sum)).toArray();
  }

  private NDArray activated(Kind kind, double parameter) {
    LayerStep step = Activations.compile(new Activation(kind, parameter));
    return step.apply(
        column(manager),
        new Call(new NDArray[0], DirectStore.PLAIN, Pass.evaluation(), Taps.none()));
  }

  private static NetworkBlock block(UnaryOperator<NetworkBuilder> body, NDManager owner) {
    CheckedNetwork network = Espalier.check(Espalier.network("net", body)).networks().get(0);
    return NetworkBlock.of(network, owner, DataType.FLOAT64, 1);
  }

  private static NDArray column(NDManager owner) {
    return owner.create(VALUES, new Shape(VALUES.length, 1));
  }

  private static double value(NetworkBlock block, String name) {
    return block.parameters().stream()
        .filter(parameter -> parameter.name().equals(name))
        .findFirst()
        .orElseThrow()
        .array()
        .toDoubleArray()[0];
  }

  private static double[] normalised(double mean, double variance, double epsilon) {
    double scale = 1 / Math.sqrt(variance + epsilon);
    return Arrays.stream(VALUES).map(value -> (value - mean) * scale).toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum() / values.length;
  }

  private static void assertClose(NDArray found, double[] expected) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(found.toDoubleArray()).containsExactly(expected, within(largest));
  }

  /** Some roundings of 64 bits, relative to a size. */
  private static Offset<Double> within(double size) {
    return Offset.offset(1e-15 * Math.max(Math.abs(size), Double.MIN_NORMAL));
  }
}
