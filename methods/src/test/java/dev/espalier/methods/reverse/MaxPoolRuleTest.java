package dev.espalier.methods.reverse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import dev.espalier.describe.NetworkBuilder;
import java.util.function.UnaryOperator;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class MaxPoolRuleTest {

  @Property(tries = 40, seed = "7")
  void givesBackEveryReachableOutputExactly(
      @ForAll @IntRange(min = 1, max = 4) int size,
      @ForAll @IntRange(min = 1, max = 5) int stride,
      @ForAll @IntRange(min = 0, max = 2) int padding,
      @ForAll @IntRange(min = 4, max = 9) int height,
      @ForAll @IntRange(min = 4, max = 9) int width,
      @ForAll boolean ties,
      @ForAll @IntRange(min = -5, max = 5) int shift) {
    Assume.that(padding <= size / 2);
    try (Reversing net = pool(2, height, width, size, stride, padding)) {
      NDArray x0 = values(net, ties).add(shift);
      NDArray wanted = values(net, ties);
      NDArray y = net.forward(wanted);

      NDArray x = net.reverse(x0, y);

      assertThat(Reversing.gap(net.forward(x), y)).isZero();
      assertThat(Reversing.norm(x.sub(x0))).isLessThanOrEqualTo(Reversing.norm(wanted.sub(x0)));
    }
  }

  @Test
  void meetsWhatNewtonStepsMissed() {
    try (Reversing net = pool(2, 8, 7, 3, 2, 1)) {
      NDArray x0 = net.inputs(20);
      NDArray y = net.forward(net.inputs(20));

      NDArray x = net.reverse(x0, y);

      assertThat(Reversing.gap(net.forward(x), y)).isZero();
    }
  }

  @Test
  void clipsToTheLeastAndRaisesOneEntryForTwoWindows() {
    try (Reversing net = pool(1, 1, 5, 1, 1, 0);
        Reversing pairs = new Reversing(n -> n.input(1, 2, 3).maxPool(2, p -> p.stride(1)))) {
      NDArray x0 = pairs.manager.create(new double[] {9, 1, 2, 0, 3, 5}).reshape(1, 1, 2, 3);
      NDArray both = pairs.manager.create(new double[] {4, 4}).reshape(1, 1, 1, 2);
      NDArray apart = pairs.manager.create(new double[] {7, 4}).reshape(1, 1, 1, 2);

      // The middle column may be no more than both windows want.
      assertThat(pairs.reverse(x0, both).toDoubleArray()).containsExactly(4, 1, 2, 0, 3, 4);
      assertThat(pairs.reverse(x0, apart).toDoubleArray()).containsExactly(7, 1, 2, 0, 3, 4);
      NDArray low = pairs.manager.create(new double[] {0, 1, 0, 0, 3, 0}).reshape(1, 1, 2, 3);
      assertThat(pairs.reverse(low, both).toDoubleArray()).containsExactly(0, 1, 0, 0, 4, 0);
      NDArray line = net.inputs(1);
      assertThat(Reversing.gap(net.reverse(line, line.mul(-2)), line.mul(-2))).isZero();
    }
  }

  @Test
  void comesNearToOutputsThatNoInputGives() {
    try (Reversing net = pool(1, 3, 3, 2, 1, 0)) {
      NDArray x0 = net.inputs(6);
      NDArray y = net.forward(x0).add(net.outputs(6).mul(0.3));

      NDArray x = net.reverse(x0, y);

      assertThat(Reversing.norm(net.forward(x).sub(y)))
          .isLessThan(0.5 * Reversing.norm(net.forward(x0).sub(y)));
    }
  }

  @Test
  void leavesOtherRowsAloneWhereOneIsNotANumber() {
    try (Reversing net = pool(1, 6, 6, 3, 2, 1)) {
      NDArray x0 = net.inputs(3);
      NDArray y = net.forward(net.inputs(3));
      y.set(new NDIndex("1, 0, 1, 1"), Double.NaN);

      NDArray x = net.reverse(x0, y);

      assertThat(Reversing.gap(x.get(1), x0.get(1))).isZero();
      assertThat(Reversing.gap(net.forward(x).get(0), y.get(0))).isZero();
      assertThat(Reversing.gap(net.forward(x).get(2), y.get(2))).isZero();
    }
  }

  /** Gives normal values, or whole ones of which many are equal. */
  private static NDArray values(Reversing net, boolean ties) {
    NDArray drawn = net.inputs(3);
    return ties ? drawn.round() : drawn;
  }

  private static Reversing pool(
      int channels, int height, int width, int size, int stride, int padding) {
    UnaryOperator<NetworkBuilder> body =
        n -> n.input(channels, height, width).maxPool(size, p -> p.stride(stride).padding(padding));
    return new Reversing(body);
  }
}
