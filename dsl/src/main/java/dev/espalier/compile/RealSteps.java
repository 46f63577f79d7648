package dev.espalier.compile;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/** Which steps of the value at hand are real, while a pass runs; {@code (batch, steps)}. */
final class RealSteps {
  private @Nullable NDArray mask;

  /** Gives it; the check lets no layer ask that has none before it. */
  NDArray mask() {
    if (mask == null) {
      throw new IllegalStateException("no layer before this one says which steps are real");
    }
    return mask;
  }

  /** Gives it, or null if no layer has said it. */
  @Nullable NDArray known() {
    return mask;
  }

  void set(@Nullable NDArray next) {
    mask = next;
  }
}
