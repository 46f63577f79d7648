package dev.espalier.train.engine;

import static dev.espalier.Espalier.network;
import static dev.espalier.train.engine.StepBench.features;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Network;
import dev.espalier.torch.Autograd;
import dev.espalier.train.plan.BatchTransform;
import dev.espalier.train.plan.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a stage with a batch transform may change, and what its gradients are. */
class TransformedBatchTest {
  private static final int ROWS = 12;
  private static final int FEATURES = 5;
  private static final DataSet DATA = data();
  private static final Network MIXED =
      network(
          "mixed", n -> n.input(FEATURES).dense("h1", 7).relu().batchNorm().dropout(.5).output(3));

  @Test
  void leavesParametersStatisticsAndGradientsAlone() {
    List<List<double[]>> before = new ArrayList<>();
    List<List<double[]>> after = new ArrayList<>();
    try (StepBench bench = bench()) {
      bench.step(transform((input, context) -> input));

      bench.step(
          transform(
              (input, context) -> {
                before.add(bench.values());
                before.add(bench.gradients());
                for (int i = 0; i < 3; i++) {
                  context.gradientAt(input);
                  context.lossesAt(input);
                }
                after.add(bench.values());
                after.add(bench.gradients());
                return input;
              }));
    }

    assertThat(before.get(0)).hasSize(8);
    assertThat(before.get(1)).hasSize(6);
    assertSame(after.get(0), before.get(0));
    assertSame(after.get(1), before.get(1));
  }

  @Test
  void keepsRunningStatisticsFromTheTransformedBatch() {
    try (StepBench bench = bench();
        StepBench other = bench()) {
      bench.step(transform((input, context) -> input.mul(100)));
      other.step(transform((input, context) -> input));

      assertSame(bench.values(), other.values());
    }
  }

  @Test
  void leavesWhatTheTrainingPassLeftWhenATransformFails() {
    List<List<double[]>> before = new ArrayList<>();
    try (StepBench undisturbed = bench();
        StepBench disturbed = bench()) {
      boolean recording = Autograd.isRecording();
      BatchTransform fails =
          transform(
              (input, context) -> {
                before.add(disturbed.values());
                context.gradientAt(input);
                throw new IllegalStateException("on purpose");
              });

      assertThatThrownBy(() -> disturbed.step(fails)).hasMessage("on purpose");

      assertThat(Autograd.isRecording()).isEqualTo(recording);
      assertSame(disturbed.values(), before.get(0));
      disturbed.step(transform((input, context) -> input.mul(.5)));
      undisturbed.step(transform((input, context) -> input.mul(.5)));
      assertSame(disturbed.gradients(), undisturbed.gradients());
    }
  }

  @Test
  void comesAfterThePassThatMovesStatistics() {
    List<List<double[]>> seen = new ArrayList<>();
    try (StepBench bench = bench()) {
      List<double[]> start = bench.values();
      bench.step(
          transform(
              (input, context) -> {
                seen.add(bench.values());
                return input;
              }));

      // h1's weight and bias, batch norm's gamma and beta, then its statistics.
      assertSame(seen.get(0).subList(0, 4), start.subList(0, 4));
      assertThat(seen.get(0).get(4)).isNotEqualTo(start.get(4));
      assertSame(bench.values(), seen.get(0));
    }
  }

  @Test
  void givesEachSampleItsOwnGradient() {
    List<double[]> rows = new ArrayList<>();
    try (StepBench bench = bench()) {
      bench.step(
          transform(
              (input, context) -> {
                rows.add(firstRow(context.gradientAt(input).value()));
                NDArray others = input.mul(-7);
                others.set(new NDIndex("0"), input.get("0"));
                rows.add(firstRow(context.gradientAt(others).value()));
                return input;
              }));
    }

    assertThat(rows.get(1)).containsExactly(rows.get(0), within(1e-14));
    assertThat(rows.get(0)).doesNotContain(0);
  }

  @Test
  void agreesWithTheLossesAndWithTheirDifferences() {
    double[] found = new double[3];
    try (StepBench bench = bench()) {
      bench.step(
          transform(
              (input, context) -> {
                BatchTransform.Gradient gradient = context.gradientAt(input);
                NDArray step = gradient.value().mul(1e-6);
                NDArray ahead = context.lossesAt(input.add(step));
                NDArray behind = context.lossesAt(input.sub(step));
                found[0] = ahead.sub(behind).sum().getDouble() / 2e-6;
                found[1] = gradient.value().square().sum().getDouble();
                found[2] = context.lossesAt(input).sub(gradient.losses()).abs().sum().getDouble();
                return input;
              }));
    }

    assertThat(found[0]).isCloseTo(found[1], within(1e-7));
    assertThat(found[1]).isPositive();
    assertThat(found[2]).isZero();
  }

  @Test
  void letsNoGradientThroughTheTarget() {
    Network linear = network("linear", n -> n.input(FEATURES).dense("h1", 4).output(3));
    List<double[]> gradients;
    double[] weight;
    try (StepBench bench = new StepBench(linear, DATA, features(linear, "h1"))) {
      weight = bench.values().get(0);

      bench.step(transform((input, context) -> input.mul(2)));

      gradients = bench.gradients();
    }

    // The target is twice the prediction but for the bias: with a gradient through it, the sign
    // would change.
    assertThat(gradients.get(0)).containsExactly(towardsTwice(weight), within(1e-12));
  }

  private static StepBench bench() {
    return new StepBench(MIXED, DATA, Term.task(MIXED.outputTap()), features(MIXED, "h1"));
  }

  /** Gives the gradient, by W, of the mean of (W x - (2 W x))^2, the latter held fixed. */
  private static double[] towardsTwice(double[] weight) {
    double[] gradient = new double[weight.length];
    for (int row = 0; row < ROWS; row++) {
      double[] x = DATA.input(row).doubles();
      for (int unit = 0; unit < 4; unit++) {
        double value = 0;
        for (int i = 0; i < FEATURES; i++) {
          value += weight[unit * FEATURES + i] * x[i];
        }
        for (int i = 0; i < FEATURES; i++) {
          gradient[unit * FEATURES + i] -= 2 * value * x[i] / (ROWS * 4);
        }
      }
    }
    return gradient;
  }

  private static double[] firstRow(NDArray values) {
    return values.get("0").toDoubleArray();
  }

  private static void assertSame(List<double[]> found, List<double[]> expected) {
    assertThat(found.toArray(double[][]::new)).isDeepEqualTo(expected.toArray(double[][]::new));
  }

  private static DataSet data() {
    SplittableRandom random = new SplittableRandom(5);
    double[][] inputs = new double[ROWS][FEATURES];
    int[] labels = new int[ROWS];
    for (int row = 0; row < ROWS; row++) {
      labels[row] = row % 3;
      for (int i = 0; i < FEATURES; i++) {
        inputs[row][i] = random.nextDouble() - 0.5;
      }
    }
    return Data.fromArrays("made", inputs, labels);
  }

  private static BatchTransform transform(Function function) {
    return new Made(function);
  }

  /** A transform made of a function; targets in training mode. */
  private record Made(Function function) implements BatchTransform {
    @Override
    public NDArray apply(NDArray input, Context context) {
      return function.of(input, context);
    }

    @Override
    public boolean evaluationMode() {
      return false;
    }
  }

  private interface Function {
    NDArray of(NDArray input, BatchTransform.Context context);
  }
}
