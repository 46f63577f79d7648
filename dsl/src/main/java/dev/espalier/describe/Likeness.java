package dev.espalier.describe;

/**
 * How unlike two values of equal shape {@code (batch, ...)} are: 0 where they agree, differentiable
 * by the learner's value.
 *
 * <p>{@code p} is the learner's value (after its projection), {@code t} the guide's.
 */
public sealed interface Likeness {

  /** Mean square over all elements, divided by the variance of {@code t}; the default. */
  static Likeness relative() {
    return new RelativeMeanSquare();
  }

  /** Mean square over all elements. */
  static Likeness meanSquare() {
    return new MeanSquare();
  }

  /** One minus the mean over the batch of the cosine between flattened samples. */
  static Likeness cosine() {
    return new Cosine();
  }

  /** Divergence of softened class probabilities (arXiv 1503.02531). */
  static Likeness softTargets(double temperature) {
    return new SoftTargets(temperature);
  }

  /** Mean square between normalised attention maps (arXiv 1612.03928). */
  static Likeness attention() {
    return new Attention();
  }

  /** {@code mean((p - t)^2) / var(t)}, the variance over all elements of the batch. */
  record RelativeMeanSquare() implements Likeness {
    @Override
    public String toString() {
      return "relative mean square";
    }
  }

  /** {@code mean((p - t)^2)}. */
  record MeanSquare() implements Likeness {
    @Override
    public String toString() {
      return "mean square";
    }
  }

  /** {@code 1 - mean(<p, t> / (|p| |t|))}, over samples. */
  record Cosine() implements Likeness {
    @Override
    public String toString() {
      return "cosine";
    }
  }

  /**
   * {@code T^2 KL(softmax(t / T) || softmax(p / T))}, the mean over the batch.
   *
   * @param temperature T, above 0
   */
  record SoftTargets(double temperature) implements Likeness {
    /** Refuses a temperature that is not above 0. */
    public SoftTargets {
      if (!(temperature > 0) || Double.isInfinite(temperature)) {
        throw new IllegalArgumentException(
            "softTargets(" + temperature + "): the temperature must be above 0. Try 2.");
      }
    }

    @Override
    public String toString() {
      return "soft targets at " + temperature;
    }
  }

  /**
   * Mean square between maps: the mean over channels of the squared value, flattened, divided by
   * its norm. Needs three axes {@code (channels, height, width)}; the channels may differ.
   */
  record Attention() implements Likeness {
    @Override
    public String toString() {
      return "attention";
    }
  }
}
