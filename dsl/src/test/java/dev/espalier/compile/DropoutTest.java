package dev.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.value.Dims;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DropoutTest {
  private static final int WIDTH = 20_000;

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final NDArray ones = manager.ones(new Shape(1, WIDTH));

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void dropsItsRateAndKeepsTheMean() {
    NetworkBlock block = block();

    float[] output =
        block
            .forward(ones, 0, block.point("dropout1"), Pass.training(5), Taps.none())
            .toFloatArray();

    int dropped = 0;
    for (float value : output) {
      dropped += value == 0 ? 1 : 0;
      assertThat(value).isIn(0f, 1 / 0.75f);
    }
    assertThat(dropped / (double) WIDTH).isCloseTo(0.25, within(0.02));
  }

  @Test
  void dropsWhatItsKeySaysWhateverTheEngineDraws() {
    NetworkBlock block = block();
    float[] first = block.forward(ones, Pass.training(5)).toFloatArray();

    Engine.getEngine("PyTorch").setRandomSeed(1);
    manager.randomNormal(new Shape(100));

    assertThat(block.forward(ones, Pass.training(5)).toFloatArray()).isEqualTo(first);
    assertThat(block.forward(ones, Pass.training(6)).toFloatArray()).isNotEqualTo(first);
  }

  @Test
  void dropsDifferentlyInEveryLayer() {
    NetworkBlock block = block();
    Taps taps = block.taps("dropout1", "dropout2");

    block.forward(ones, Pass.training(5), taps);

    // Were the masks equal, 0.75 of the values would be left.
    double kept =
        taps.value("dropout2")
            .gt(manager.create(0f))
            .toType(DataType.FLOAT32, false)
            .mean()
            .getFloat();
    assertThat(kept).isCloseTo(0.75 * 0.75, within(0.02));
  }

  @Test
  void dropsInTheFirstLayersOnlyWhereThePassSaysSo() {
    NetworkBlock block = block();
    Taps taps = block.taps("dropout1", "dropout2");

    block.forward(
        ones, Pass.training(5).training(TrainedLayers.upTo(block.layersUpTo("dropout1"))), taps);

    assertThat(taps.value("dropout2")).isEqualTo(taps.value("dropout1")).isNotEqualTo(ones);
  }

  @Test
  void dropsNothingWhereThePassSaysSo() {
    NDArray output = block().forward(ones, Pass.training(5).withoutDropout());

    assertThat(output).isEqualTo(ones);
  }

  private NetworkBlock block() {
    return NetworkBlock.of(
        Checked.network(Dims.of(WIDTH), n -> n.dropout(0.25).dropout(0.25)),
        manager,
        DataType.FLOAT32,
        7);
  }
}
