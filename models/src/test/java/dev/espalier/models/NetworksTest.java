package dev.espalier.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.check.CheckedLayer;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.check.Checker;
import dev.espalier.describe.Network;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.ParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NetworksTest {
  private static final Dims SMALL = Dims.of(1, 8, 8);
  private static final Activation RELU = Activation.of(Activation.Kind.RELU);

  private static CheckedNetwork checked(Network network) {
    return Checker.check(network).networks().get(0);
  }

  /** The shapes from the first layer on, the last being the output's. */
  private static List<Dims> shapes(Network network) {
    return checked(network).layers().stream().map(CheckedLayer::output).toList();
  }

  @Test
  void mlpHasItsWidths() {
    Network network = Networks.mlp("m", SMALL, 10, RELU, 128, 64);

    assertThat(checked(network).output()).isEqualTo(Dims.of(10));
    assertThat(checked(network).trainable())
        .isEqualTo(64 * 128 + 128 + 128 * 64 + 64 + 64 * 10 + 10);
  }

  /** The 198,401 of the authors' program for pictures, and starts within its limits. */
  @Test
  void sirenStartsAsItsAuthorsSay() {
    Network network = Networks.siren("s", 2, 1, 30, 256, 256, 256, 256);
    List<CheckedLayer> layers = checked(network).layers();

    assertThat(checked(network).trainable()).isEqualTo(198_401);
    assertThat(largestWeight(layers.get(0))).isBetween(0.49, 0.5);
    assertThat(largestWeight(layers.get(3)))
        .isBetween(0.99 * Math.sqrt(6.0 / 256) / 30, Math.sqrt(6.0 / 256) / 30);
    assertThatThrownBy(() -> Networks.siren("s", 2, 1, 0, 8))
        .hasMessage("siren: found a frequency of 0.0, needed one above 0. Try 30.");
  }

  private static double largestWeight(CheckedLayer layer) {
    ParameterSpec weight = layer.parameters().get(0);
    double[] drawn = weight.initial().draw(weight, new SplittableRandom(7));
    return Arrays.stream(drawn).map(Math::abs).max().orElseThrow();
  }

  @Test
  void cnnHalvesTheImageOnce() {
    assertThat(shapes(Networks.cnn("c", SMALL, 10, RELU, 4, 6)))
        .containsExactly(
            Dims.of(4, 8, 8), Dims.of(4, 4, 4), Dims.of(6, 4, 4), Dims.of(96), Dims.of(10));
  }

  @Test
  void lstmReadsAnImageRowByRow() {
    assertThat(shapes(Networks.lstm("l", Dims.of(1, 28, 14), 10, 16)))
        .containsExactly(Dims.of(28, 14), Dims.of(28, 16), Dims.of(16), Dims.of(10));
  }

  @Test
  void lenetFitsLargeAndSmallImages() {
    Dims large = Dims.of(1, 28, 28);

    assertThat(checked(Networks.lenet("l", large, 10)).output()).isEqualTo(Dims.of(10));
    assertThat(checked(Networks.lenet("l", SMALL, 10)).output()).isEqualTo(Dims.of(10));
    assertThat(shapes(Networks.lenet("l", large, 10))).contains(Dims.of(16 * 7 * 7));
  }

  /** 200, 4,400 and 50 in the first block, 8,800 in each of seven others, 260 in the output. */
  @Test
  void tcnSeesTheStepsBeforeEachStep() {
    Network network = Networks.tcn("t", Dims.of(784, 1), 10, 7, 25, 25, 25, 25, 25, 25, 25, 25);

    assertThat(checked(network).trainable()).isEqualTo(66_510);
    assertThat(shapes(network)).contains(Dims.of(784, 25)).endsWith(Dims.of(25), Dims.of(10));
    assertThatThrownBy(() -> Networks.tcn("t", Dims.of(1, 8, 8), 10, 7, 25))
        .hasMessage(
            "tcn: found 1 blocks over (1 x 8 x 8), needed at most 16 over (steps x features). Try reshape(...) or fewer.");
  }

  /** The 269,722 of ResNet-20 with free shortcuts, and 2,752 for the two learned ones. */
  @Test
  void threeBlocksAStageGiveResnet20() {
    Dims image = Dims.of(3, 32, 32);
    Network network = Networks.resnet("r", image, 10, 3);

    assertThat(checked(network).output()).isEqualTo(Dims.of(10));
    assertThat(shapes(network)).contains(Dims.of(64, 8, 8)).endsWith(Dims.of(64), Dims.of(10));
    assertThat(checked(network).trainable()).isEqualTo(272_474);
  }

  /** What its authors' program and others count for 10 classes. */
  @ParameterizedTest
  @CsvSource({"16, 2, 691674", "16, 4, 2748890", "40, 2, 2243546", "28, 10, 36479194"})
  void wideResnetsHaveAsManyParametersAsWasPublished(int depth, int width, long parameters) {
    Network network = Networks.wideResnet("w", Dims.of(3, 32, 32), 10, depth, width);

    assertThat(checked(network).trainable()).isEqualTo(parameters);
    assertThat(shapes(network)).contains(Dims.of(64L * width, 8, 8)).endsWith(Dims.of(10));
  }

  @Test
  void refusesADepthThatNoWideResnetHas() {
    assertThatThrownBy(() -> Networks.wideResnet("w", SMALL, 10, 20, 2))
        .hasMessage(
            "wideResnet: found depth 20 and width 2, needed 4 more than a multiple of 6, and at least 1. Try 16 and 2.");
  }

  @Test
  void refusesNetworksWithoutAHiddenLayer() {
    assertThatThrownBy(() -> Networks.mlp("m", SMALL, 10, RELU))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("mlp: found no hidden layer, needed at least 1. Try mlp(..., 32).");
    assertThatThrownBy(() -> Networks.cnn("c", SMALL, 10, RELU))
        .hasMessage("cnn: found no hidden layer, needed at least 1. Try cnn(..., 32).");
    assertThatThrownBy(() -> Networks.lstm("l", SMALL, 10))
        .hasMessage("lstm: found no hidden layer, needed at least 1. Try lstm(..., 32).");
  }

  @Test
  void refusesAResnetWithoutBlocks() {
    assertThatThrownBy(() -> Networks.resnet("r", SMALL, 10, 0))
        .hasMessage(
            "resnet: found 0 blocks of channels [16, 32, 64], needed at least 1 of each and at most"
                + " 3000 in all. Try resnet(..., 1).");
    assertThatThrownBy(() -> Networks.resnet("r", SMALL, 10, 20_000))
        .hasMessageContaining("found 20000 blocks of channels [16, 32, 64]");
  }
}
