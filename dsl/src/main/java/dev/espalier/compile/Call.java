package dev.espalier.compile;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import org.jspecify.annotations.Nullable;

/**
 * What the steps of one forward pass compute with.
 *
 * @param parameters the network's parameters in their fixed order; a step knows its first
 * @param store where a user's own block finds its parameters
 * @param pass whether the layer trains
 * @param steps which steps of the value at hand are real
 * @param taps takes values on the way, also inside layers
 */
@SuppressWarnings("ArrayRecordComponent") // Calls are never compared.
record Call(NDArray[] parameters, ParameterStore store, Pass pass, RealSteps steps, Taps taps) {

  Call(NDArray[] parameters, ParameterStore store, Pass pass, Taps taps) {
    this(parameters, store, pass, new RealSteps(), taps);
  }

  Call with(Pass other) {
    return new Call(parameters, store, other, steps, taps);
  }

  /** Which steps of the value at hand are real, while a pass runs; {@code (batch, steps)}. */
  static final class RealSteps {
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
}
