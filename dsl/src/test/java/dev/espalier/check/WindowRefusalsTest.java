package dev.espalier.check;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.network;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Windows along axes: shapes worked out by hand, and what is refused. */
final class WindowRefusalsTest {

  @Test
  void tensorFlowsPaddingRoundsUpAndCausalKeepsTheSteps() {
    assertThat(
            output(n -> n.input(3, 7, 8).conv2d("c", 5, 3, 3, c -> c.stride(2).tensorFlowSame())))
        .isEqualTo(Dims.of(5, 4, 4));
    assertThat(output(n -> n.input(9, 2).conv1d("c", 4, 3, c -> c.causal().dilation(4))))
        .isEqualTo(Dims.of(9, 4));
    assertThat(output(n -> n.input(3, 8, 8).separable("c", 6, 3, c -> c.same().stride(2))))
        .isEqualTo(Dims.of(6, 4, 4));
  }

  @Test
  void refusesNumbersThatFitNoAxes() {
    assertThatThrownBy(() -> NetworkBuilder.empty().conv2d("c", 4, 3, 3, c -> c.stride(1, 2, 3)))
        .hasMessage(
            "conv2d(4, 3, 3).stride(1, 2, 3): found 3 numbers, needed one, or one for each of 2 axes. Try stride(1).");
    assertThatThrownBy(() -> NetworkBuilder.empty().conv1d("c", 4, 3, c -> c.sides(1, 2, 3)))
        .hasMessage(
            "conv1d(4, 3).sides(1, 2, 3): found 3 numbers, needed two, or two for each of 1 axes. Try sides(1, 0).");
    assertThatThrownBy(() -> NetworkBuilder.empty().conv2d("c", 4, 2, 3, c -> c.same()))
        .hasMessage(
            "conv2d(4, 2, 3).same(): an even window cannot keep the size by equal sides. Try tensorFlowSame().");
    assertThatThrownBy(() -> NetworkBuilder.empty().conv1d("c", 4, 3, c -> c.causal().padding(1)))
        .hasMessage(
            "conv1d(4, 3): the padding was already given as causal(), now as [1]. Try one of them.");
  }

  @Test
  void refusesFiltersOfADepthwiseConvolutionTwiceAndItsGroups() {
    assertThatThrownBy(() -> NetworkBuilder.empty().depthwise("c", 3, c -> c.filters(2).filters(3)))
        .hasMessage("depthwise(3, 3): filters was already given as 2, now as 3. Try one of them.");
    assertThatThrownBy(() -> NetworkBuilder.empty().depthwise("c", 3, c -> c.groups(2)))
        .hasMessage("depthwise(3, 3).groups(2): each channel is a group already. Try filters(2).");
  }

  @Test
  void refusesInputsThatAWindowCannotTake() {
    assertThatThrownBy(() -> output(n -> n.input(3, 8, 8).conv1d("c", 4, 3)))
        .hasMessageContaining(
            "layer net.c: conv1d(4, 3) needs an input of (steps x features), but receives (3 x 8 x 8)");
    assertThatThrownBy(() -> output(n -> n.input(2, 4).conv1d("c", 4, 3)))
        .hasMessageContaining(
            "layer net.c: conv1d(4, 3) has a window of 3, which does not fit into (2 x 4) with padding 0 and 0");
    assertThatThrownBy(() -> output(n -> n.input(4, 6, 6).conv2d("c", 4, 3, 3, c -> c.padding(7))))
        .hasMessageContaining(
            "conv2d(4, 3, 3) has padding 7 and 7, wider than its window and than the input (4 x 6 x 6)");
    assertThatThrownBy(() -> output(n -> n.input(6, 4, 4).channelShuffle(4)))
        .hasMessageContaining(
            "channelShuffle(4) needs an input of (channels x height x width) whose channels divide into its groups, but receives (6 x 4 x 4)");
    assertThatThrownBy(() -> output(n -> n.input(6, 4, 4).channels(2, 7)))
        .hasMessageContaining("channels(2, 7) needs at least 7 channels, but receives (6 x 4 x 4)");
  }

  @Test
  void refusesNormsThatHaveNothingToDo() {
    assertThatThrownBy(() -> output(n -> n.input(4).instanceNorm()))
        .hasMessageContaining(
            "layer net.instanceNorm1: instanceNorm() needs more than one point a channel, but receives (4). Try layerNorm().");
    assertThatThrownBy(() -> NetworkBuilder.empty().instanceNorm(n -> n.gamma(Initial.constant(2))))
        .hasMessage(
            "instanceNorm(): gamma or beta starts otherwise, but there is none. Try affine().");
    assertThatThrownBy(() -> output(n -> n.input(2, 2, 2, 2, 2).batchNorm()))
        .hasMessageContaining(
            "layer net.batchNorm1: batchNorm() needs features, (steps x features), (channels x height x width) or (channels x depth x height x width), but receives (2 x 2 x 2 x 2 x 2)");
    assertThatThrownBy(() -> NetworkBuilder.empty().rmsNorm(n -> n.epsilon(0)))
        .hasMessage("rmsNorm: epsilon 0.0 must be above 0. Try 1e-6.");
  }

  @Test
  void refusesGatesOfNoUnitsAndOfWhatIsNoImage() {
    assertThatThrownBy(() -> NetworkBuilder.empty().squeezeExcitation(0))
        .hasMessage("squeezeExcitation(0): needed at least 1 unit. Try a quarter of the channels.");
    assertThatThrownBy(() -> output(n -> n.input(4, 8).squeezeExcitation(2)))
        .hasMessageContaining(
            "squeezeExcitation(2) needs an input of (channels x height x width), but receives (4 x 8)");
  }

  @Test
  void refusesLastWindowsThatMeanNothing() {
    assertThat(output(n -> n.input(1, 6, 6).maxPool(3, 3, p -> p.stride(2).ceil())))
        .isEqualTo(Dims.of(1, 3, 3));
    assertThatThrownBy(
            () -> NetworkBuilder.empty().averagePool(3, 3, p -> p.ceil().countsPadding(true)))
        .hasMessage(
            "averagePool2d(3, 3): with ceil() a mean counts what is there, not what completes a window. Try countsPadding(false).");
    assertThatThrownBy(() -> NetworkBuilder.empty().maxPool(3, 3, p -> p.ceil().tensorFlowSame()))
        .hasMessage("ceil(): tensorFlowSame() completes the last window already. Try one of them.");
  }

  @Test
  void refusesTransposedConvolutionsAndPatchesThatFitNothing() {
    assertThatThrownBy(
            () -> NetworkBuilder.empty().convTranspose2d("c", 4, 3, c -> c.outputPadding(1)))
        .hasMessage(
            "convTranspose2d(4, 3, 3).outputPadding(1): needed at least 0, and less than the stride 1 or the dilation 1. Try outputPadding(0).");
    assertThatThrownBy(
            () -> NetworkBuilder.empty().convTranspose2d("c", 4, 3, c -> c.tensorFlowSame()))
        .hasMessage(
            "convTranspose2d(4, 3, 3): it cuts off as much on both sides. Try padding(1).outputPadding(1).");
    assertThatThrownBy(() -> NetworkBuilder.empty().convTranspose2d("c", 4, 3, c -> c.groups(3)))
        .hasMessage(
            "convTranspose2d(4, 3, 3): 4 filters and 3 groups: needed at least 1 each, and groups that divide the filters. Try 16 and 1.");
    assertThatThrownBy(
            () -> output(n -> n.input(2, 1, 1).convTranspose2d("c", 4, 3, c -> c.padding(2))))
        .hasMessageContaining(
            "layer net.c: convTranspose2d(4, 3, 3) cuts off all that it makes of (2 x 1 x 1). Try less padding.");
    assertThatThrownBy(() -> output(n -> n.input(3, 28, 30).patches("p", 8, 7)))
        .hasMessageContaining(
            "layer net.p: patches(8, 7) has squares of 7, which do not fill (3 x 28 x 30). Try a size that divides 28 and 30.");
    assertThatThrownBy(() -> output(n -> n.input(5, 2, 2).glu()))
        .hasMessageContaining(
            "glu() halves the channels, but receives (5 x 2 x 2) with 5. Try an even number of them.");
  }

  private static Dims output(UnaryOperator<NetworkBuilder> layers) {
    return check(network("net", layers)).networks().get(0).output();
  }
}
