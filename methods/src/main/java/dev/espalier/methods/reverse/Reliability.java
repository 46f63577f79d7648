package dev.espalier.methods.reverse;

import ai.djl.ndarray.NDArray;
import dev.espalier.torch.Torch;

/**
 * What holds of every reversed row, whatever the rule: it is finite, its entries are at most 1e3
 * (or the old input's largest), and it is no farther from the old input than 100 times the norm of
 * that (or 100, where the norm is below 1).
 */
final class Reliability {
  private Reliability() {}

  /** Gives, for each row, whether it is sound; BOOLEAN {@code (batch)}. */
  static NDArray sound(NDArray x, NDArray x0) {
    return Scripts.linear().call("sound", x, x0);
  }

  /** Gives how many rows of flags are false. */
  static long falseRows(NDArray flags) {
    return (long) Torch.value(Scripts.linear().call("false_rows", flags));
  }

  /** Gives the rows that are sound, with the old input in place of the others, and their number. */
  static Kept keepSound(NDArray x, NDArray x0) {
    NDArray sound = sound(x, x0);
    long unsound = falseRows(sound);
    return unsound == 0
        ? new Kept(x, 0)
        : new Kept(Scripts.linear().call("choose", sound, x, x0), unsound);
  }

  /**
   * Rows that can go on.
   *
   * @param value the rows
   * @param old how many of them are the old input
   */
  record Kept(NDArray value, long old) {}
}
