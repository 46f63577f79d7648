package dev.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.value.Dims;
import dev.espalier.testkit.FiniteDifferences;
import dev.espalier.torch.Autograd;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MixedPrecisionTest {
  private static final Dims IMAGE = Dims.of(2, 8, 8);
  private static final Pass FULL = Pass.training(3);
  private static final Pass MIXED = FULL.inMixedPrecision();

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void isOffByAsMuchAsEightBitsAre() {
    NetworkBlock block = block(DataType.FLOAT32);
    NDArray input = noise(IMAGE);

    NDArray mixed = block.forward(input, MIXED);

    assertThat(mixed.getDataType()).isEqualTo(DataType.FLOAT32);
    assertThat(distance(mixed, block.forward(input, FULL))).isBetween(5e-4, 3e-2);
  }

  @Test
  void gradientsArriveIn32BitsAndNearThoseOfFullPrecision() {
    List<NDArray> mixed = gradients(MIXED);
    List<NDArray> full = gradients(FULL);

    assertThat(mixed).hasSize(6);
    for (int i = 0; i < mixed.size(); i++) {
      assertThat(mixed.get(i).getDataType()).isEqualTo(DataType.FLOAT32);
      assertThat(distance(mixed.get(i), full.get(i))).as("parameter %d", i).isBetween(1e-5, 5e-2);
    }
  }

  @Test
  void evaluationIsInFullPrecision() {
    NetworkBlock block = block(DataType.FLOAT32);
    NDArray input = noise(IMAGE);

    NDArray evaluated = block.forward(input, Pass.evaluation().inMixedPrecision());

    assertThat(evaluated).isEqualTo(block.forward(input, Pass.evaluation()));
  }

  @Test
  void layersThatDoNotTrainAreInFullPrecision() {
    NetworkBlock block = block(DataType.FLOAT32);
    NDArray input = noise(IMAGE);
    Taps full = block.taps("conv", "h");
    Taps mixed = block.taps("conv", "h");

    block.forward(input, FULL, full);
    block.forward(input, MIXED.training(TrainedLayers.upTo(block.layersUpTo("conv"))), mixed);
    NDArray rest =
        block.forward(
            mixed.value("conv"), block.point("conv"), block.point("h"), FULL, Taps.none());

    assertThat(mixed.value("conv")).isNotEqualTo(full.value("conv"));
    assertThat(mixed.value("h")).isEqualTo(rest);
  }

  @Test
  void normalisationAndRecurrentLayersStayInFullPrecision() {
    Dims sequence = Dims.of(5, 4);
    NetworkBlock block =
        NetworkBlock.of(
            Checked.network(sequence, n -> n.layerNorm().gru("g", 3).last().batchNorm()),
            manager,
            DataType.FLOAT32,
            7);
    NDArray input = noise(sequence);

    NDArray mixed = block.forward(input, MIXED.keepingStatistics());

    assertThat(mixed).isEqualTo(block.forward(input, FULL.keepingStatistics()));
  }

  @Test
  void refusesParametersOf64Bits() {
    NetworkBlock block = block(DataType.FLOAT64);
    NDArray input = noise(IMAGE).toType(DataType.FLOAT64, false);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> block.forward(input, MIXED))
        .withMessage(
            "network net: a pass in mixed precision found parameters of type float64, needed FLOAT32."
                + " Try the pass without inMixedPrecision().");
  }

  private List<NDArray> gradients(Pass pass) {
    NetworkBlock block = block(DataType.FLOAT32);
    NDArray input = noise(IMAGE);
    FiniteDifferences.backward(() -> block.forward(input, pass).square().sum());
    List<NDArray> gradients = new ArrayList<>();
    block.parameters().forEach(parameter -> gradients.add(Autograd.gradient(parameter.array())));
    return gradients;
  }

  private NetworkBlock block(DataType type) {
    return NetworkBlock.of(
        Checked.network(
            IMAGE, n -> n.conv2d("conv", 4, 3).tanh().flatten().dense("h", 16).tanh().output(5)),
        manager,
        type,
        7);
  }

  private NDArray noise(Dims dims) {
    Shape shape = new Shape(dims.withBatch(6));
    double[] values = new SplittableRandom(5).doubles(shape.size(), -1, 1).toArray();
    return manager.create(values, shape).toType(DataType.FLOAT32, false);
  }

  /** Gives the norm of the difference over the norm of the second. */
  private static double distance(NDArray one, NDArray other) {
    return one.sub(other).norm().getFloat() / other.norm().getFloat();
  }
}
