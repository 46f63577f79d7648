package dev.espalier.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.check.CheckedNetwork;
import dev.espalier.check.Checker;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Link;
import dev.espalier.describe.Network;
import dev.espalier.describe.value.Dims;
import org.junit.jupiter.api.Test;

final class SegmentationNetworksTest {
  @Test
  void unetHasThePublishedNumberOfParametersAndThatOfItsFormula() {
    CheckedNetwork published =
        checked(SegmentationNetworks.unet("u", Dims.of(1, 64, 48), 2, 64, 4));
    CheckedNetwork today =
        checked(SegmentationNetworks.unetWithBatchNorm("u", Dims.of(3, 32, 32), 2, 64, 4));

    assertThat(published.output()).isEqualTo(Dims.of(2, 64, 48));
    assertThat(published.trainable()).isEqualTo(31_030_658).isEqualTo(count(1, 2, 64, 4, false));
    assertThat(today.trainable()).isEqualTo(31_037_698).isEqualTo(count(3, 2, 64, 4, true));
    assertThat(checked(SegmentationNetworks.unet("u", Dims.of(2, 8, 8), 5, 6, 2)).trainable())
        .isEqualTo(count(2, 5, 6, 2, false));
  }

  /** Adds up the pairs of convolutions down and up, what doubles the sides, and the output. */
  private static long count(
      long channels, long outputs, long filters, int halvings, boolean norms) {
    long ofEach = norms ? 2 : 1;
    long all = 0;
    long before = channels;
    for (long width = filters, level = 0; level <= halvings; width *= 2, level++) {
      all += 9 * (before * width + width * width) + 2 * ofEach * width;
      before = width;
      if (level < halvings) {
        all += 9 * (2 * width * width + width * width) + 2 * ofEach * width;
        all += 4 * 2 * width * width + width;
      }
    }
    return all + filters * outputs + outputs;
  }

  @Test
  void unetsOfAChainGuideDownAndUp() {
    Hierarchy chain = Chains.unet("unets", Dims.of(1, 16, 16), 3, 4, 1, 2);

    assertThat(chain.guides().get(0).links().subList(0, 3))
        .extracting(link -> ((Link.Hidden) link).learnerLayer())
        .containsExactly("down1", "skip1.deep.down2", "up1");
    assertThat(Checker.check(chain).links()).hasSize(4);
  }

  @Test
  void refusesSidesThatCannotBeHalved() {
    assertThatThrownBy(() -> SegmentationNetworks.unet("u", Dims.of(1, 28, 28), 2, 4, 3))
        .hasMessage(
            "unet: an input of (1 x 28 x 28), needed (channels x height x width), both sides"
                + " multiples of 8 for 3 halvings. Try (1, 128, 128).");
    assertThatThrownBy(() -> SegmentationNetworks.unet("u", Dims.of(1, 28, 28), 2, 4, 0))
        .hasMessage("unet: found 0 halvings, needed 1 to 8. Try 4.");
  }

  private static CheckedNetwork checked(Network network) {
    return Checker.check(network).networks().get(0);
  }
}
