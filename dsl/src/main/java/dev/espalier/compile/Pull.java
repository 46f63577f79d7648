package dev.espalier.compile;

import ai.djl.ndarray.NDArray;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.Torch;
import java.util.List;

/**
 * A value that training makes smaller, and where it pulls.
 *
 * <p>Gradients start at the place, so what lies between it and the value need not be recorded.
 *
 * @param value the value, a scalar
 * @param at the place, with its history; it may be the value itself
 * @param gradient the value's gradient at the place, of its shape
 */
public record Pull(NDArray value, NDArray at, NDArray gradient) {

  /** Gives the pull of a value that was recorded itself. */
  public static Pull of(NDArray recorded) {
    return new Pull(recorded, recorded, Torch.scalar(recorded, 1));
  }

  /** Gives the same value, pulling so many times as strongly. */
  public Pull times(double weight) {
    return weight == 1 ? this : times(Torch.scalar(value, weight));
  }

  /** Gives the same value, pulling so many times as strongly; the weight is a scalar. */
  public Pull times(NDArray weight) {
    return new Pull(value, at, gradient.mul(weight));
  }

  /**
   * Adds the gradients of all to the leaves they were computed from, and frees what was recorded.
   *
   * @param pulls one at least
   * @throws IllegalStateException if nothing was recorded at any place
   */
  public static void backward(List<Pull> pulls) {
    Autograd.backward(
        pulls.stream().map(Pull::at).toList(), pulls.stream().map(Pull::gradient).toList());
  }
}
