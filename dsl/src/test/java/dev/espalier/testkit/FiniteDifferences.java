package dev.espalier.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.Operators;
import java.util.List;
import java.util.function.Supplier;

/** Gradients, and the central differences that they must agree with. */
public final class FiniteDifferences {
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-7;

  private FiniteDifferences() {}

  /** Records a scalar and runs it backward. */
  public static void backward(Supplier<NDArray> scalar) {
    try (Autograd.Mode mode = Autograd.recording()) {
      Autograd.backward(scalar.get());
    }
  }

  /** Compares the gradients of a scalar by some leaves with differences, in FLOAT64. */
  public static void assertGradients(List<NDArray> leaves, Supplier<NDArray> scalar) {
    assertGradients(leaves, () -> Autograd.backward(scalar.get()), scalar);
  }

  /**
   * Compares the gradients that a backward pass adds to some leaves with a scalar's differences.
   */
  public static void assertGradients(
      List<NDArray> leaves, Runnable backward, Supplier<NDArray> scalar) {
    try (Autograd.Mode mode = Autograd.recording()) {
      backward.run();
    }
    for (NDArray leaf : leaves) {
      double[] gradient = leaf.getGradient().toDoubleArray();
      leaf.setRequiresGradient(false);
      double[] values = leaf.toDoubleArray();
      for (int i = 0; i < values.length; i++) {
        double above = valueAt(leaf, values, i, STEP, scalar);
        double below = valueAt(leaf, values, i, -STEP, scalar);
        double difference = (above - below) / (2 * STEP);
        assertThat(gradient[i])
            .as("gradient %d of %s", i, leaf.getShape())
            .isCloseTo(difference, within(TOLERANCE * Math.max(1, Math.abs(difference))));
      }
      set(leaf, values);
      leaf.setRequiresGradient(true);
    }
  }

  private static double valueAt(
      NDArray leaf, double[] values, int index, double change, Supplier<NDArray> scalar) {
    double[] changed = values.clone();
    changed[index] += change;
    set(leaf, changed);
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      return scalar.get().getDouble();
    }
  }

  private static void set(NDArray leaf, double[] values) {
    Shape shape = leaf.getShape();
    try (NDArray source = leaf.getManager().create(values, shape)) {
      Operators.copy(List.of(leaf), List.of(source));
    }
  }
}
