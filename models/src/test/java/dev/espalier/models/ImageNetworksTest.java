package dev.espalier.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.check.CheckedNetwork;
import dev.espalier.check.Checker;
import dev.espalier.describe.Network;
import dev.espalier.describe.value.Dims;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Published networks have the numbers of parameters that torchvision and timm state. */
final class ImageNetworksTest {
  private static final Dims IMAGE = Dims.of(3, 224, 224);

  static Stream<Arguments> published() {
    return Stream.of(
        Arguments.of(ImageNetworks.lenet5("lenet5", Dims.of(1, 32, 32), 10), 61_706),
        Arguments.of(ImageNetworks.lenet5("lenet5-28", Dims.of(1, 28, 28), 10), 61_706),
        Arguments.of(ImageNetworks.vgg11("vgg11", IMAGE, 1000), 132_863_336),
        Arguments.of(ImageNetworks.vgg16("vgg16", IMAGE, 1000), 138_357_544),
        Arguments.of(ImageNetworks.resnet18("resnet18", IMAGE, 1000), 11_689_512),
        Arguments.of(ImageNetworks.resnet34("resnet34", IMAGE, 1000), 21_797_672),
        Arguments.of(ImageNetworks.resnet50("resnet50", IMAGE, 1000), 25_557_032),
        Arguments.of(ImageNetworks.resnet101("resnet101", IMAGE, 1000), 44_549_160),
        Arguments.of(ImageNetworks.mobileNetV2("mobileNetV2", IMAGE, 1000), 3_504_872),
        Arguments.of(MobileNetworks.mobileNetV3Small("v3Small", IMAGE, 1000), 2_542_856),
        Arguments.of(MobileNetworks.mobileNetV3Large("v3Large", IMAGE, 1000), 5_483_032),
        Arguments.of(MobileNetworks.efficientNetB0("b0", IMAGE, 1000), 5_288_548),
        Arguments.of(BranchedNetworks.denseNet("dense", Dims.of(3, 32, 32), 10, 100, 12), 769_162),
        Arguments.of(BranchedNetworks.shuffleNetV2("half", IMAGE, 1000, 0.5), 1_366_792),
        Arguments.of(BranchedNetworks.shuffleNetV2("one", IMAGE, 1000, 1), 2_278_604),
        Arguments.of(BranchedNetworks.shuffleNetV2("more", IMAGE, 1000, 1.5), 3_503_624),
        Arguments.of(BranchedNetworks.shuffleNetV2("two", IMAGE, 1000, 2), 7_393_996),
        Arguments.of(ImageNetworks.vit("vitTiny", IMAGE, 1000, 16, 12, 192, 3), 5_717_416),
        Arguments.of(ImageNetworks.vit("vitSmall", IMAGE, 1000, 16, 12, 384, 6), 22_050_664),
        Arguments.of(ImageNetworks.vit("vitB16", IMAGE, 1000, 16, 12, 768, 12), 86_567_656));
  }

  @ParameterizedTest
  @MethodSource("published")
  void hasAsManyParametersAsWasPublished(Network network, long parameters) {
    CheckedNetwork checked = Checker.check(network).networks().get(0);

    assertThat(checked.trainable()).isEqualTo(parameters);
    assertThat(checked.output().rank()).isEqualTo(1);
  }

  @Test
  void lenet5RefusesOtherSizes() {
    assertThatThrownBy(() -> ImageNetworks.lenet5("l", Dims.of(1, 8, 8), 10))
        .hasMessage(
            "lenet5: found an input of (1 x 8 x 8), needed (channels x 32 x 32) or (channels x 28 x 28). Try Networks.lenet(...).");
  }
}
