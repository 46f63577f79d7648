package dev.espalier.methods.reverse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Activation.Kind;
import java.util.Arrays;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

final class ActivationRulesTest {

  @Test
  void hasARuleForEveryKind() {
    EnumSet<Kind> all = EnumSet.allOf(Kind.class);
    all.remove(Kind.IDENTITY);

    assertThat(ActivationRules.kinds()).isEqualTo(all);
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"SOFTMAX", "LOG_SOFTMAX"})
  void yieldsReachableValuesFromTheNearestInput(Kind kind) {
    try (Reversing net = of(Activation.of(kind))) {
      NDArray x0 = net.normal(new long[] {20, 50}, 3);
      NDArray y = net.forward(net.normal(new long[] {20, 50}, 3));

      NDArray x = net.reverse(x0, y);

      assertThat(Reversing.gap(net.forward(x), y)).isLessThan(1.1e-6);
      assertNearest(net, x0, x, y);
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"SOFTMAX", "LOG_SOFTMAX"})
  void comesAsNearAsAnyInputToUnreachableValues(Kind kind) {
    try (Reversing net = of(Activation.of(kind))) {
      NDArray x0 = net.normal(new long[] {20, 50}, 3);
      NDArray y = net.normal(new long[] {20, 50}, 2);

      NDArray x = net.reverse(x0, y);

      double[] gap = net.forward(x).sub(y).abs().toDoubleArray();
      double[] grid = grid(net);
      double[] wanted = y.toDoubleArray();
      for (int i = 0; i < wanted.length; i += 17) {
        double target = wanted[i];
        double best =
            Arrays.stream(grid).map(value -> Math.abs(value - target)).min().orElseThrow();
        assertThat(gap[i]).isLessThanOrEqualTo(best + 1e-5);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LEAKY_RELU", "ELU"})
  void reversesOtherSlopesToo(Kind kind) {
    for (double parameter : new double[] {-0.5, 0, 0.3}) {
      try (Reversing net = of(new Activation(kind, parameter))) {
        NDArray x0 = net.inputs(20);
        NDArray y = net.forward(net.inputs(20));

        NDArray x = net.reverse(x0, y);

        assertThat(Reversing.gap(net.forward(x), y)).isLessThan(1.1e-6);
        assertNearest(net, x0, x, y);
      }
    }
  }

  @Test
  void reversesSineOfAnotherFrequency() {
    try (Reversing net = of(new Activation(Kind.SINE, 30))) {
      NDArray x0 = net.inputs(20);
      NDArray y = net.forward(net.inputs(20));

      NDArray x = net.reverse(x0, y);

      assertThat(Reversing.gap(net.forward(x), y)).isLessThan(1e-9);
      assertThat(Reversing.gap(x, x0)).isLessThan(Math.PI / 30);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SOFTPLUS", "CELU", "HARD_SHRINK", "SOFT_SHRINK"})
  void reversesOtherWidthsToo(Kind kind) {
    for (double parameter : new double[] {0.3, 2}) {
      try (Reversing net = of(new Activation(kind, parameter))) {
        NDArray x0 = net.inputs(20);
        NDArray y = net.forward(net.inputs(20));

        NDArray x = net.reverse(x0, y);

        assertThat(Reversing.gap(net.forward(x), y)).isLessThan(1.1e-6);
        assertNearest(net, x0, x, y);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SOFTMAX", "LOG_SOFTMAX"})
  void keepsTheMeanThroughSoftmax(Kind kind) {
    try (Reversing net = of(Activation.of(kind))) {
      NDArray x0 = net.inputs(20);
      NDArray y = net.forward(net.inputs(20));

      NDArray x = net.reverse(x0, y);

      assertThat(Reversing.gap(net.forward(x), y)).isLessThan(1e-9);
      assertThat(x.mean(new int[] {-1}).toDoubleArray())
          .containsExactly(x0.mean(new int[] {-1}).toDoubleArray(), within(1e-9));
    }
  }

  /** Compares with every crossing of the wanted value along a fine grid. */
  private static void assertNearest(Reversing net, NDArray x0, NDArray x, NDArray y) {
    double[] grid = grid(net);
    double[] start = x0.toDoubleArray();
    double[] found = x.toDoubleArray();
    double[] wanted = y.toDoubleArray();
    for (int i = 0; i < wanted.length; i += 17) {
      if (Math.abs(wanted[i]) < 1e-8 && wanted[i] != 0) {
        continue; // In a tail that rounds to 0 any input is as good as another.
      }
      double nearest = Double.POSITIVE_INFINITY;
      for (int k = 0; k + 1 < grid.length; k++) {
        if ((grid[k] - wanted[i]) * (grid[k + 1] - wanted[i]) <= 0) {
          nearest = Math.min(nearest, Math.abs(at(k) - start[i]));
        }
      }
      assertThat(Math.abs(found[i] - start[i])).isLessThanOrEqualTo(nearest + 3e-3);
    }
  }

  private static double[] grid(Reversing net) {
    double[] points = new double[60_000];
    Arrays.setAll(points, ActivationRulesTest::at);
    return net.forward(net.manager.create(points, new Shape(1200, 50))).toDoubleArray();
  }

  private static double at(int index) {
    return -30 + index * 1e-3;
  }

  private static Reversing of(Activation activation) {
    return new Reversing(n -> n.input(50).activation(activation));
  }
}
