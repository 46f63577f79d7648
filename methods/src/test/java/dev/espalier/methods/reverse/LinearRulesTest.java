package dev.espalier.methods.reverse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.Torch;
import java.util.List;
import java.util.function.UnaryOperator;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class LinearRulesTest {

  @Test
  void solvesAWideDenseLayerByTheShortestChange() {
    try (Reversing net = new Reversing(n -> n.input(12).dense("d", 5))) {
      NDArray x0 = net.inputs(6);
      NDArray y = net.outputs(6);

      NDArray x = net.reverse(x0, y);

      assertThat(Reversing.gap(net.forward(x), y)).isLessThan(1e-6);
      assertNearestFeasible(net, x0, x, 1000);
      assertThat(net.tally("d")).containsExactly(0, 0);
    }
  }

  @Test
  void meetsTheNormalEquationsWhereThereAreMoreOutputs() {
    try (Reversing net = new Reversing(n -> n.input(5).dense("d", 12))) {
      NDArray x0 = net.inputs(6);
      NDArray reachable = net.forward(net.inputs(6));
      NDArray unreachable = net.outputs(6);

      NDArray exact = net.reverse(x0, reachable);
      NDArray least = net.reverse(x0, unreachable);

      assertThat(Reversing.gap(net.forward(exact), reachable)).isLessThan(1e-6);
      assertThat(slope(net, least, unreachable)).isLessThan(1e-6);
    }
  }

  @Test
  void reversesEachStepOfASequence() {
    try (Reversing net = new Reversing(n -> n.input(4, 8).dense("d", 3, d -> d.eachStep()))) {
      NDArray x0 = net.inputs(5);
      NDArray y = net.outputs(5);

      NDArray x = net.reverse(x0, y);

      assertThat(Reversing.gap(net.forward(x), y)).isLessThan(1e-6);
    }
  }

  @Test
  void keepsTheOldInputOfAHopelessRow() {
    try (Reversing net = new Reversing(n -> n.input(12).dense("d", 5))) {
      NDArray x0 = net.inputs(2);
      NDArray y = net.outputs(2);
      y.set(new NDIndex("1"), Double.NaN);

      NDArray x = net.reverse(x0, y);

      assertThat(net.tally("d")).containsExactly(0, 1);
      assertThat(Reversing.gap(x.get(1), x0.get(1))).isZero();
      assertThat(Reversing.gap(net.forward(x).get(0), y.get(0))).isLessThan(1e-6);
    }
  }

  @ParameterizedTest
  @EnumSource
  void solvesAWideConvolutionByTheShortestChange(ConvolutionRoute route) {
    try (Reversing net = net(route, n -> n.input(2, 9, 8).conv2d("c", 1, 3))) {
      NDArray x0 = net.inputs(4);
      NDArray y = net.outputs(4);

      NDArray x = net.reverse(x0, y);

      assertThat(Reversing.gap(net.forward(x), y)).isLessThan(1e-6);
      assertNearestFeasible(net, x0, x, 1000);
    }
  }

  @ParameterizedTest
  @EnumSource
  void meetsTheNormalEquationsOfAConvolution(ConvolutionRoute route) {
    try (Reversing net = net(route, n -> n.input(1, 8, 7).conv2d("c", 4, 3, c -> c.same()))) {
      NDArray x0 = net.inputs(4);
      NDArray y = net.outputs(4);

      NDArray x = net.reverse(x0, y);

      assertThat(slope(net, x, y)).isLessThan(1e-6);
    }
  }

  @ParameterizedTest
  @CsvSource({"16", "32"})
  void agreesByEveryRouteOnTheReferenceBenchmark(int size) {
    UnaryOperator<NetworkBuilder> wide = n -> n.input(2, size, size).conv2d("c", 1, 5);
    try (Reversing exact = net(ConvolutionRoute.MATRIX, wide);
        Reversing steps = net(ConvolutionRoute.CONJUGATE_GRADIENTS, wide);
        Reversing ring = net(ConvolutionRoute.FREQUENCIES, wide)) {
      NDArray x0 = exact.inputs(2);
      NDArray y = noisy(exact, x0);

      List<NDArray> all = List.of(exact.reverse(x0, y), steps.reverse(x0, y), ring.reverse(x0, y));

      for (NDArray x : all) {
        assertThat(Reversing.norm(exact.forward(x).sub(y)) / Reversing.norm(y)).isLessThan(1e-6);
        assertThat(Reversing.gap(x, all.get(0))).isLessThan(1e-5);
        assertThat(Reversing.norm(x.sub(x0)))
            .isCloseTo(Reversing.norm(all.get(0).sub(x0)), within(1e-6));
      }
    }
  }

  @Test
  void neverReturnsFeaturesThatRunAwayAlongWeakDirections() {
    try (Reversing net = net(ConvolutionRoute.MATRIX, n -> n.input(2, 16, 16).conv2d("c", 4, 5))) {
      NDArray x0 = net.inputs(2);

      NDArray x = net.reverse(x0, noisy(net, x0));

      for (int row = 0; row < 2; row++) {
        assertThat(Reversing.norm(x.get(row))).isLessThan(100 * Reversing.norm(x0.get(row)));
      }
    }
  }

  @Property(tries = 60, seed = "7")
  void reversesConvolutionsOfEveryForm(
      @ForAll @IntRange(min = 1, max = 2) int groups,
      @ForAll @IntRange(min = 1, max = 2) int inGroup,
      @ForAll @IntRange(min = 1, max = 3) int outGroup,
      @ForAll @IntRange(min = 1, max = 3) int kernel,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 0, max = 2) int padding,
      @ForAll @IntRange(min = 1, max = 2) int dilation,
      @ForAll @IntRange(min = 5, max = 9) int height,
      @ForAll @IntRange(min = 5, max = 9) int width,
      @ForAll ConvolutionRoute route) {
    Assume.that(padding < kernel);
    UnaryOperator<NetworkBuilder> body =
        n ->
            n.input((long) groups * inGroup, height, width)
                .conv2d(
                    "c",
                    groups * outGroup,
                    kernel,
                    c -> c.stride(stride).padding(padding).dilation(dilation).groups(groups));
    try (Reversing net = net(route, body)) {
      NDArray x0 = net.inputs(2);
      NDArray reachable = net.forward(net.inputs(2));

      NDArray x = net.reverse(x0, reachable);

      assertThat(x.getShape()).isEqualTo(x0.getShape());
      assertThat(net.tally("c")).containsExactly(0, 0);
      // Conjugate gradients end after a bounded number of steps; a row is accepted by 1e-4.
      double close = route == ConvolutionRoute.CONJUGATE_GRADIENTS ? 1e-6 : 1e-9;
      assertThat(Reversing.norm(net.forward(x).sub(reachable)))
          .isLessThan(close * (1 + Reversing.norm(reachable)));
    }
  }

  /** Shorter by any direction that keeps the output: the change must have no part along it. */
  private static void assertNearestFeasible(Reversing net, NDArray x0, NDArray x, int directions) {
    double distance = Reversing.norm(x.sub(x0));
    NDArray output = net.forward(x);
    for (int i = 0; i < directions / 50; i++) {
      NDArray other = x.add(net.inputs((int) x.size(0)).mul(Math.pow(10, -i % 4)));
      // What reversing adds to any point to keep the output makes that point feasible.
      NDArray feasible = net.reverse(other, output);
      assertThat(Reversing.gap(net.forward(feasible), output)).isLessThan(1e-6);
      for (int k = -25; k < 25; k++) {
        NDArray there = x.add(feasible.sub(x).mul(k / 25.0));
        assertThat(Reversing.norm(there.sub(x0))).isGreaterThanOrEqualTo(distance - 1e-9);
      }
    }
  }

  /** Gives the largest entry of A^T (A x - y), from the gradient of half the squared gap. */
  private static double slope(Reversing net, NDArray x, NDArray y) {
    try (Autograd.Mode recording = Autograd.recording()) {
      NDArray leaf = Autograd.leaf(x);
      NDArray gap = net.forward(leaf).sub(y);
      Autograd.backward(gap.mul(gap).sum().mul(0.5));
      return Torch.value(Autograd.gradient(leaf).abs().max());
    }
  }

  private static NDArray noisy(Reversing net, NDArray x0) {
    NDArray output = net.forward(x0);
    double[] noise = net.random.doubles(output.size(), -1, 1).toArray();
    return output.add(net.manager.create(noise, output.getShape()));
  }

  private static Reversing net(ConvolutionRoute route, UnaryOperator<NetworkBuilder> body) {
    return new Reversing(ReverseRules.standard().convolutions(route), body);
  }
}
