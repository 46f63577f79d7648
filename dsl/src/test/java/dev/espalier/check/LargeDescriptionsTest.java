package dev.espalier.check;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.network;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.describe.layer.basic.Dense;
import dev.espalier.describe.layer.image.Conv2d;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Descriptions of a size that a loop may make; each is looked at or refused at once. */
@Timeout(20)
class LargeDescriptionsTest {

  @Test
  void checksFiveThousandLayersWithNamesOfTheirOwn() {
    CheckedHierarchy checked =
        check(network("n", n -> n.input(8).repeat(5_000, (i, b) -> b.dense(8).relu()).output(2)));

    assertThat(checked.networks().get(0).hiddenLayers()).hasSize(5_000);
    assertThat(checked.networks().get(0).layers().get(4_999).name()).isEqualTo("dense5000");
    assertThat(checked.trainable()).isEqualTo(5_000L * 72 + 18);
    assertThat(checked.summary().lines()).hasSizeGreaterThan(5_000);
  }

  @Test
  void alignsTwoNetworksOfTwoThousandLayers() {
    CheckedHierarchy checked =
        check(
            hierarchy(
                "h",
                h ->
                    h.input(4)
                        .network("a", n -> n.repeat(2_000, (i, b) -> b.dense(4).relu()).output(2))
                        .network("b", n -> n.repeat(2_000, (i, b) -> b.dense(4).relu()).output(2))
                        .guide("a", "b")));

    assertThat(checked.links()).hasSize(2_001);
  }

  @Test
  void checksAThousandNetworksAndRefusesOneMore() {
    assertThat(
            check(hierarchy("h", h -> h.input(4).grades(1_000, "f", (g, n) -> n.dense("f", 4))))
                .networks())
        .hasSize(1_000);
    assertThatThrownBy(
            () -> hierarchy("h", h -> h.input(4).grades(1_001, "f", (g, n) -> n.dense("f", 4))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("hierarchy: found 1001 networks, needed at most 1000. Try fewer.");
  }

  @Test
  void refusesPaddingWiderThanWindowAndImage() {
    Conv2d conv = Conv2d.of(8, 3, c -> c.padding(20_000));

    assertThatThrownBy(() -> conv.outputOf(Dims.of(1, 28, 28)))
        .isInstanceOf(MisfitException.class)
        .hasMessage(
            "conv2d(8, 3) has padding 20000, wider than its window and than the image"
                + " (1 x 28 x 28). Try padding(1).");
  }

  @Test
  void refusesAWindowThatNoIntCanHold() {
    Conv2d conv = Conv2d.of(8, Integer.MAX_VALUE, c -> c.dilation(Integer.MAX_VALUE).same());

    assertThatThrownBy(() -> conv.outputOf(Dims.of(1, 28, 28)))
        .isInstanceOf(MisfitException.class)
        .hasMessage(
            "conv2d(8, 2147483647) has a window of 4611686011984936963, which does not fit into"
                + " (1 x 28 x 28) with padding 2147483647. Try a smaller window.");
  }

  @Test
  void refusesAWeightThatNoArrayCanHold() {
    Dense dense = Dense.of(268_435_456);

    assertThatThrownBy(() -> dense.parametersFor(Dims.of(8)))
        .isInstanceOf(MisfitException.class)
        .hasMessage(
            "shape (268435456 x 8) has more values than an array can hold, 2147483639."
                + " Try smaller sizes.");
  }
}
