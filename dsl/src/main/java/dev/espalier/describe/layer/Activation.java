package dev.espalier.describe.layer;

import dev.espalier.describe.problem.Given;
import java.util.Locale;

/**
 * The function after a layer's linear part.
 *
 * @param kind which function
 * @param parameter the slope of a leaky relu, the scale of an elu, the frequency of a sine; 0 where
 *     the function has none
 */
public record Activation(Kind kind, double parameter) {
  /** No function. */
  public static final Activation IDENTITY = of(Kind.IDENTITY);

  /** The functions there are. */
  public enum Kind {
    /** {@code x}. */
    IDENTITY,
    /** {@code max(x, 0)}. */
    RELU,
    /** {@code min(max(x, 0), 6)}. */
    RELU6,
    /** {@code x} above 0, {@code slope x} below. */
    LEAKY_RELU,
    /** {@code x} above 0, {@code scale (exp(x) - 1)} below (arXiv 1511.07289). */
    ELU,
    /** {@code x Phi(x)}, Phi the normal distribution function (arXiv 1606.08415). */
    GELU,
    /** {@code x sigmoid(x)} (arXiv 1702.03118). */
    SILU,
    /** {@code 1 / (1 + exp(-x))}. */
    SIGMOID,
    /** Hyperbolic tangent. */
    TANH,
    /** {@code log(1 + exp(x))}. */
    SOFTPLUS,
    /** {@code sin(frequency x)} (arXiv 2006.09661). */
    SINE,
    /** {@code x} clipped to [-1, 1]. */
    HARD_TANH,
    /** {@code x/6 + 1/2} clipped to [0, 1]. */
    HARD_SIGMOID,
    /** {@code x hardSigmoid(x)} (arXiv 1905.02244). */
    HARD_SWISH,
    /** {@code exp(x)} over its sum along the last axis. */
    SOFTMAX
  }

  /** Refuses a parameter that its function cannot have. */
  public Activation {
    Given.all("kind", kind);
    if (!(Math.abs(parameter) <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          kind + "(" + parameter + "): needed a finite 32-bit number. Try its default.");
    }
  }

  /** Gives a function with its default parameter: leaky slope 0.01, elu scale 1, frequency 1. */
  public static Activation of(Kind kind) {
    Given.all("kind", kind);
    return new Activation(
        kind,
        switch (kind) {
          case LEAKY_RELU -> 0.01;
          case ELU, SINE -> 1;
          default -> 0;
        });
  }

  /** Says whether this is no function at all. */
  public boolean isIdentity() {
    return kind == Kind.IDENTITY;
  }

  @Override
  public String toString() {
    String name = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return parameter == of(kind).parameter ? name : name + "(" + parameter + ")";
  }
}
