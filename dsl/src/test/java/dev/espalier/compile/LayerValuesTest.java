package dev.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.layer.image.Pool;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.testkit.FiniteDifferences;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What layers compute, against numbers worked out by hand or by loops. */
final class LayerValuesTest {
  private static final double[] IMAGE = {
    1, 2, 0, -1,
    3, 5, -2, 4,
    0, 1, 7, 2,
    -3, 2, 1, 6
  };

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void convolutionSumsOverItsWindows() {
    double[] kernel = {1, 0, -1, 2};

    double[] plain =
        run(
            Dims.of(1, 4, 4),
            n -> n.conv2d("c", 1, 2, c -> c.weight(Initial.values(kernel)).bias(Initial.ones())));
    double[] strided =
        run(
            Dims.of(1, 4, 4),
            n ->
                n.conv2d(
                    "c",
                    1,
                    2,
                    c -> c.weight(Initial.values(kernel)).noBias().stride(3).padding(1)));
    double[] dilated =
        run(
            Dims.of(1, 4, 4),
            n -> n.conv2d("c", 1, 2, c -> c.weight(Initial.values(kernel)).noBias().dilation(2)));

    assertThat(plain).containsExactly(9, -6, 11, 6, 19, -4, 8, 2, 19);
    assertThat(strided).containsExactly(2, -2, -6, 18);
    assertThat(dilated).containsExactly(15, 5, 8, 15);
  }

  @Test
  void groupsSeeTheirOwnChannelsOnly() {
    double[] output =
        run(
            Dims.of(2, 2, 1),
            n -> n.conv2d("c", 2, 1, c -> c.groups(2).weight(Initial.values(10, 100)).noBias()),
            1,
            2,
            3,
            4);

    assertThat(output).containsExactly(10, 20, 300, 400);
  }

  @Test
  void poolsTakeTheirWindows() {
    assertThat(run(Dims.of(1, 4, 4), n -> n.maxPool(2))).containsExactly(5, 4, 2, 7);
    assertThat(run(Dims.of(1, 4, 4), n -> n.averagePool(2))).containsExactly(2.75, 0.25, 0, 4);
    assertThat(run(Dims.of(1, 4, 4), n -> n.averagePool(2, p -> p.stride(4).padding(1))))
        .as("padded zeros count")
        .containsExactly(0.25, -0.25, -0.75, 1.5);
    assertThat(run(Dims.of(1, 4, 4), n -> n.maxPool(2, p -> p.stride(4).padding(1))))
        .containsExactly(1, -1, -3, 6);
  }

  @ParameterizedTest
  @EnumSource
  void globalPoolsReduceImagesAndSequences(Pool.Kind kind) {
    UnaryOperator<NetworkBuilder> body =
        n -> kind == Pool.Kind.MAX ? n.globalMaxPool() : n.globalAveragePool();

    double[] image = run(Dims.of(2, 2, 1), body, 1, 5, -4, -2);
    double[] sequence = run(Dims.of(2, 2), body, 1, 5, -4, -2);

    boolean max = kind == Pool.Kind.MAX;
    assertThat(image).containsExactly(max ? new double[] {5, -2} : new double[] {3, -3});
    assertThat(sequence).containsExactly(max ? new double[] {1, 5} : new double[] {-1.5, 1.5});
  }

  @Test
  void layerNormMakesMeanZeroAndVarianceOne() {
    double[] output =
        run(Dims.of(2, 2), n -> n.layerNorm(l -> l.axes(2).epsilon(1e-3)), 1, 3, 5, 7);

    double deviation = Math.sqrt(5 + 1e-3);
    assertThat(output)
        .containsExactly(
            new double[] {-3 / deviation, -1 / deviation, 1 / deviation, 3 / deviation},
            within(1e-12));
  }

  @Test
  void lastStepIsTheLast() {
    double[] output =
        run(
            Dims.of(3, 2),
            n -> n.layer("l", new dev.espalier.describe.layer.sequence.LastStep()),
            1,
            2,
            3,
            4,
            5,
            6);

    assertThat(output).containsExactly(5, 6);
  }

  @Test
  void embeddingLooksUpItsTokens() {
    double[] output =
        run(
            Dims.of(3),
            n ->
                n.layer(
                    "e",
                    dev.espalier.describe.layer.sequence.Embedding.of(
                        3, 2, e -> e.weight(Initial.values(0, 1, 10, 11, 20, 21)))),
            2,
            0,
            2);

    assertThat(output).containsExactly(20, 21, 0, 1, 20, 21);
  }

  @Test
  void residualAddsItsShortcut() {
    double[] output =
        run(
            Dims.of(2),
            n ->
                n.residual(
                    "r",
                    b -> b.dense("d", 2, d -> d.weight(Initial.values(1, 0, 0, 2)).noBias()),
                    s -> s.dense("d", 2, d -> d.weight(Initial.values(0, 10, 100, 0)).noBias())),
            3,
            4);

    assertThat(output).containsExactly(3 + 40, 8 + 300);
  }

  @Test
  void batchNormFollowsTheBatchAndKeepsStatisticsAsPyTorchDoes() {
    NetworkBlock block =
        NetworkBlock.of(
            Checked.network(Dims.of(1), n -> n.batchNorm(b -> b.momentum(0.25).epsilon(0.5))),
            manager,
            DataType.FLOAT64,
            7);
    NDArray input = manager.create(new double[] {1, 2, 6, 7}, new Shape(4, 1));

    NDArray trained = block.forward(input, Pass.training(1));
    NDArray evaluated = block.forward(input, Pass.evaluation());

    // Mean 4 and variance 6.5; the running variance takes the unbiased one, 26 / 3.
    double deviation = Math.sqrt(7);
    double mean = 0.25 * 4;
    double variance = 0.75 + 0.25 * 26 / 3;
    double running = Math.sqrt(variance + 0.5);
    assertThat(trained.toDoubleArray())
        .containsExactly(
            new double[] {-3 / deviation, -2 / deviation, 2 / deviation, 3 / deviation},
            within(1e-12));
    assertThat(block.parameters().get(2).array().toDoubleArray())
        .containsExactly(new double[] {mean}, within(1e-12));
    assertThat(block.parameters().get(3).array().toDoubleArray())
        .containsExactly(new double[] {variance}, within(1e-12));
    assertThat(evaluated.toDoubleArray())
        .containsExactly(
            Arrays.stream(new double[] {1, 2, 6, 7}).map(x -> (x - mean) / running).toArray(),
            within(1e-12));
  }

  @Test
  void batchNormRefusesToTrainOnOneSample() {
    NetworkBlock block =
        NetworkBlock.of(
            Checked.network(Dims.of(2), n -> n.batchNorm()), manager, DataType.FLOAT32, 7);
    NDArray single = manager.ones(new Shape(1, 2));

    assertThatThrownBy(() -> block.forward(single, Pass.training(1)))
        .hasMessage(
            "layer net.batchNorm1: a batch of 1 sample has no variance, training needs 2 at least."
                + " Try another batch size, or layerNorm().");
  }

  @Test
  void batchNormMayComeBySeveralTimesBeforeBackward() {
    NetworkBlock block =
        NetworkBlock.of(
            Checked.network(Dims.of(2), n -> n.dense("d", 2).batchNorm()),
            manager,
            DataType.FLOAT32,
            7);
    NDArray input = manager.create(new float[] {1, 2, 6, 7}, new Shape(2, 2));

    FiniteDifferences.backward(
        () -> {
          NDArray first = block.forward(input, Pass.training(1));
          NDArray second = block.forward(input.neg(), Pass.training(2));
          return first.mul(second).mul(input).sum();
        });

    assertThat(block.parameters().get(0).array().getGradient().abs().sum().getFloat()).isPositive();
  }

  private double[] run(Dims dims, UnaryOperator<NetworkBuilder> body, double... input) {
    NetworkBlock block = NetworkBlock.of(Checked.network(dims, body), manager, DataType.FLOAT64, 7);
    NDArray batch = manager.create(input.length == 0 ? IMAGE : input, new Shape(dims.withBatch(1)));
    return block.forward(batch, Pass.evaluation()).toDoubleArray();
  }
}
