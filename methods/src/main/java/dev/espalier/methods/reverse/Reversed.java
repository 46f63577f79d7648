package dev.espalier.methods.reverse;

import ai.djl.ndarray.NDArray;
import dev.espalier.describe.problem.Given;

/**
 * What a rule found.
 *
 * @param value the inputs found, {@code (batch, ...)}
 * @param fallbacks how many of them come from the fallback, because the solution itself could not
 *     be trusted
 */
public record Reversed(NDArray value, long fallbacks) {
  /** Refuses null. */
  public Reversed {
    Given.all("value", value);
  }

  /** Gives inputs of which none needed a fallback. */
  public static Reversed of(NDArray value) {
    return new Reversed(value, 0);
  }
}
