package dev.espalier.methods.reverse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import dev.espalier.describe.NetworkBuilder;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class OtherRulesTest {

  static Stream<Named<UnaryOperator<NetworkBuilder>>> layers() {
    return Stream.of(
        layer("max pool", n -> n.input(2, 6, 6).maxPool(2)),
        layer("max pool with a rest", n -> n.input(2, 7, 8).maxPool(3)),
        layer("max pool with gaps", n -> n.input(1, 8, 8).maxPool(2, p -> p.stride(3))),
        layer("max pool with padding", n -> n.input(1, 7, 7).maxPool(3, p -> p.padding(1))),
        layer("overlapping maxima", n -> n.input(2, 7, 7).maxPool(3, p -> p.stride(2).padding(1))),
        layer("average pool", n -> n.input(2, 6, 6).averagePool(2)),
        layer("average pool with padding", n -> n.input(1, 7, 7).averagePool(3, p -> p.padding(1))),
        layer("overlapping means", n -> n.input(2, 7, 7).averagePool(3, p -> p.stride(2))),
        layer("global average pool", n -> n.input(3, 4, 4).globalAveragePool()),
        layer("global max pool", n -> n.input(3, 4, 4).globalMaxPool()),
        layer("mean of steps", n -> n.input(5, 3).globalAveragePool()),
        layer("maximum of steps", n -> n.input(5, 3).globalMaxPool()),
        layer("batch norm", n -> n.input(6).batchNorm()),
        layer("batch norm of images", n -> n.input(3, 4, 5).batchNorm()),
        layer("layer norm", n -> n.input(8).layerNorm()),
        layer("layer norm of images", n -> n.input(2, 3, 4).layerNorm(l -> l.axes(2))),
        layer("flatten", n -> n.input(2, 3, 4).flatten()),
        layer("reshape", n -> n.input(24).reshape(2, 3, 4)),
        layer("dropout", n -> n.input(6).dropout(0.5)),
        layer("last step", n -> n.input(4, 3).last()),
        layer("residual", n -> n.input(10).residual("r", b -> b.dense(16).tanh().dense(10))),
        layer(
            "residual of images",
            n -> n.input(2, 4, 4).residual("r", b -> b.conv2d("c", 2, 3, c -> c.same()))),
        layer("recurrent", n -> n.input(3, 6).gru("g", 4)));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void yieldsReachableOutputs(UnaryOperator<NetworkBuilder> layer) {
    try (Reversing net = new Reversing(layer)) {
      NDArray x0 = net.inputs(8);
      NDArray y = net.forward(x0.add(net.inputs(8).mul(0.3)));

      NDArray x = net.reverse(x0, y);

      assertThat(x.getShape()).isEqualTo(x0.getShape());
      assertThat(Reversing.gap(net.forward(x), y)).isLessThan(1e-6);
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void leavesAnInputThatAlreadyYieldsTheOutput(UnaryOperator<NetworkBuilder> layer) {
    try (Reversing net = new Reversing(layer)) {
      NDArray x0 = net.inputs(8);

      NDArray x = net.reverse(x0, net.forward(x0));

      assertThat(Reversing.gap(x, x0)).isLessThan(1e-6);
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void isNoFartherThanRandomFeasibleInputs(UnaryOperator<NetworkBuilder> layer) {
    try (Reversing net = new Reversing(layer)) {
      boolean closedForm =
          !net.network.layers().get(0).layer().kind().matches("residual|gru|recurrent");
      NDArray x0 = net.inputs(8);
      NDArray y = net.forward(x0.add(net.inputs(8).mul(0.3)));

      NDArray x = net.reverse(x0, y);

      double distance = Reversing.norm(x.sub(x0));
      for (int i = 0; closedForm && i < 100; i++) {
        NDArray feasible = net.reverse(net.inputs(8), y);
        assertThat(Reversing.norm(feasible.sub(x0))).isGreaterThanOrEqualTo(distance - 1e-7);
      }
    }
  }

  @Test
  void raisesTheLargestOrClipsWhatIsAbove() {
    try (Reversing net = new Reversing(n -> n.input(1, 2, 4).maxPool(2))) {
      NDArray x0 = net.manager.create(new double[] {1, 2, 5, 0, 3, 4, 6, 7}).reshape(1, 1, 2, 4);
      NDArray y = net.manager.create(new double[] {9, 5.5}).reshape(1, 1, 1, 2);

      NDArray x = net.reverse(x0, y);

      assertThat(x.toDoubleArray()).containsExactly(1, 2, 5, 0, 3, 9, 5.5, 5.5);
    }
  }

  @Test
  void keepsChannelsThatBatchNormHasSwitchedOff() {
    try (Reversing net = new Reversing(n -> n.input(2).batchNorm())) {
      net.parameter("batchNorm1.gamma").set(new NDIndex("1"), 1e-5);
      net.refreshed();
      NDArray x0 = net.inputs(3);
      NDArray y = net.outputs(3);

      NDArray x = net.reverse(x0, y);

      assertThat(Reversing.gap(x.get(":,1"), x0.get(":,1"))).isZero();
      assertThat(Reversing.gap(net.forward(x).get(":,0"), y.get(":,0"))).isLessThan(1e-9);
    }
  }

  @Test
  void shrinksIntoTheReachableBallOfLayerNorm() {
    try (Reversing net = new Reversing(n -> n.input(8).layerNorm())) {
      NDArray x0 = net.inputs(5);
      NDArray y = net.forward(x0).mul(3).add(1);

      NDArray x = net.reverse(x0, y);

      assertThat(Reversing.gap(x, x0)).isLessThan(1e-6);
    }
  }

  @Test
  void takesAdamsDirectionWhereJacobiansAreTooLarge() {
    try (Reversing net =
        new Reversing(
            n -> n.input(16, 24, 24).residual("r", b -> b.conv2d("c", 16, 3, c -> c.same())))) {
      NDArray x0 = net.inputs(2);
      NDArray y = net.forward(x0.add(net.inputs(2).mul(0.1)));

      NDArray x = net.reverse(x0, y);

      assertThat(Reversing.norm(net.forward(x).sub(y)))
          .isLessThan(0.5 * Reversing.norm(net.forward(x0).sub(y)));
    }
  }

  @Test
  void walksBackThroughAWholeNetwork() {
    try (Reversing net =
        new Reversing(
            n -> n.input(30).dense("a", 20).tanh().dense("b", 12).leakyRelu(0.5).dense("c", 4))) {
      NDArray x0 = net.inputs(10);
      NDArray y = net.forward(x0).add(net.outputs(10).mul(0.001));

      NDArray x = net.reverse(x0, y);

      assertThat(Reversing.gap(net.forward(x), y)).isLessThan(1e-5);
      assertThat(net.tallies().keySet()).containsExactly("c", "b", "a");
    }
  }

  private static Named<UnaryOperator<NetworkBuilder>> layer(
      String name, UnaryOperator<NetworkBuilder> body) {
    return Named.of(name, body);
  }
}
