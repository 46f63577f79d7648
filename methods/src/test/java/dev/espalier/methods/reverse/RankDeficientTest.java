package dev.espalier.methods.reverse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.value.Dims;
import java.util.function.UnaryOperator;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Affine layers that lose directions give the pseudo-inverse's answer, without a fallback. */
final class RankDeficientTest {
  private static final double ROUNDING = 1e-13;

  @Property(tries = 20, seed = "7")
  void solvesDenseLayersOfEveryRank(
      @ForAll @IntRange(min = 1, max = 9) int inputs,
      @ForAll @IntRange(min = 1, max = 9) int outputs,
      @ForAll @IntRange(min = 0, max = 9) int rank,
      @ForAll long seed) {
    Assume.that(rank <= Math.min(inputs, outputs));
    try (Reversing net = dense(inputs, outputs, rank, seed, DataType.FLOAT64)) {
      assertPseudoInverse(net, "d", 1e-8);
    }
  }

  @Property(tries = 10, seed = "7")
  void solvesWeightsThatWereRoundedTo32Bits(
      @ForAll @IntRange(min = 6, max = 12) int inputs,
      @ForAll @IntRange(min = 6, max = 12) int outputs,
      @ForAll @IntRange(min = 1, max = 4) int rank,
      @ForAll long seed) {
    try (Reversing net = dense(inputs, outputs, rank, seed, DataType.FLOAT32)) {
      NDArray x0 = net.inputs(3);
      NDArray reachable = net.forward(net.inputs(3));
      NDArray unreachable = net.outputs(3);

      NDArray exact = net.reverse(x0, reachable);
      NDArray least = net.reverse(x0, unreachable);

      assertThat(Reversing.gap(net.forward(exact), reachable)).isLessThan(1e-6);
      assertThat(net.tally("d")).containsExactly(0, 0);
      NDArray expected = PseudoInverse.reversed(net, x0, unreachable, 1e-6);
      double far = Reversing.norm(net.forward(expected).sub(unreachable));
      assertThat(Reversing.norm(net.forward(least).sub(unreachable))).isLessThan(far * (1 + 1e-6));
    }
  }

  @ParameterizedTest
  @EnumSource
  void solvesConvolutionsWithTwoEqualFilters(ConvolutionRoute route) {
    try (Reversing net = net(route, n -> n.input(3, 6, 5).conv2d("c", 2, 3, c -> c.same()))) {
      NDArray weight = net.parameter("c.weight");
      weight.set(new NDIndex("1"), weight.get(0));

      assertPseudoInverse(net.refreshed(), "c", 1e-6);
    }
  }

  @ParameterizedTest
  @EnumSource
  void solvesConvolutionsThatDoNotSeeAChannel(ConvolutionRoute route) {
    try (Reversing net = net(route, n -> n.input(2, 5, 6).conv2d("c", 4, 3, c -> c.same()))) {
      NDArray weight = net.parameter("c.weight");
      weight.set(new NDIndex(":, 0"), weight.get(":, 1").mul(-2));

      assertPseudoInverse(net.refreshed(), "c", 1e-6);
    }
  }

  @ParameterizedTest
  @EnumSource
  void leavesTheInputOfAConvolutionThatSeesNothing(ConvolutionRoute route) {
    try (Reversing net = net(route, n -> n.input(2, 5, 6).conv2d("c", 2, 3, c -> c.same()))) {
      NDArray weight = net.parameter("c.weight");
      weight.set(new NDIndex(":"), weight.mul(0));
      net.refreshed();
      NDArray x0 = net.inputs(3);

      NDArray x = net.reverse(x0, net.outputs(3));

      assertThat(Reversing.gap(x, x0)).isZero();
      assertThat(net.tally("c")).containsExactly(0, 0);
    }
  }

  @Property(tries = 10, seed = "7")
  void solvesOverlappingMeans(
      @ForAll @IntRange(min = 2, max = 4) int size,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 0, max = 2) int padding,
      @ForAll @IntRange(min = 4, max = 8) int height,
      @ForAll @IntRange(min = 4, max = 8) int width) {
    Assume.that(stride < size && padding <= size / 2);
    UnaryOperator<NetworkBuilder> body =
        n -> n.input(2, height, width).averagePool(size, p -> p.stride(stride).padding(padding));
    try (Reversing net = new Reversing(body)) {
      assertPseudoInverse(net, "averagePool1", 1e-8);
    }
  }

  @Test
  void countsASampleOnceWhoseRowsFallBack() {
    try (Reversing net = new Reversing(n -> n.input(4, 8).dense("d", 3, d -> d.eachStep()))) {
      LinearMap map = new MatrixMap(net.parameter("d.weight"));
      LinearRule rule = new LinearRule(map, Dims.of(8), Dims.of(3), net.manager);
      NDArray x0 = net.inputs(5);
      NDArray output = net.forward(x0);
      NDArray y = output.duplicate();
      // Two steps of one sample ask for what is out of reach of any sound input.
      y.set(new NDIndex("2, 0:2"), 1e6);

      Reversed reversed = rule.reverse(x0, output, y);

      assertThat(reversed.fallbacks()).isEqualTo(1);
    }
  }

  private static void assertPseudoInverse(Reversing net, String layer, double precision) {
    NDArray x0 = net.inputs(3);
    NDArray reachable = net.forward(net.inputs(3));
    NDArray unreachable = net.outputs(3);

    NDArray exact = net.reverse(x0, reachable);
    NDArray least = net.reverse(x0, unreachable);

    double size = 1 + Reversing.norm(reachable);
    assertThat(Reversing.gap(net.forward(exact), reachable)).isLessThan(precision * 1e-2 * size);
    NDArray nearest = PseudoInverse.reversed(net, x0, reachable, ROUNDING);
    assertThat(Reversing.gap(exact, nearest)).isLessThan(precision * (1 + Reversing.norm(nearest)));
    NDArray expected = PseudoInverse.reversed(net, x0, unreachable, ROUNDING);
    if (Reversing.norm(expected) < 50) {
      assertThat(net.tally(layer)).containsExactly(0, 0);
      assertThat(Reversing.gap(least, expected))
          .isLessThan(precision * (1 + Reversing.norm(expected)));
    }
  }

  private static Reversing dense(int inputs, int outputs, int rank, long seed, DataType type) {
    Reversing net = new Reversing(n -> n.input(inputs).dense("d", outputs));
    for (long i = Math.floorMod(seed, 50L); i > 0; i--) {
      net.random.nextDouble();
    }
    NDArray product = net.parameter("d.weight").mul(0);
    for (int i = 0; i < rank; i++) {
      NDArray left = net.normal(new long[] {outputs, 1}, 1);
      product = product.add(left.matMul(net.normal(new long[] {1, inputs}, 1)));
    }
    NDArray rounded = product.toType(type, true).toType(DataType.FLOAT64, true);
    net.parameter("d.weight").set(new NDIndex(":"), rounded.reshape(new Shape(outputs, inputs)));
    return net.refreshed();
  }

  private static Reversing net(ConvolutionRoute route, UnaryOperator<NetworkBuilder> body) {
    return new Reversing(ReverseRules.standard().convolutions(route), body);
  }
}
