package dev.espalier.describe;

import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;

/**
 * How unlike two values of equal shape {@code (batch, ...)} are: 0 where they agree, differentiable
 * by the learner's value.
 *
 * <p>{@code p} is the learner's value (after its projection), {@code t} the guide's.
 */
public sealed interface Likeness {

  /**
   * Says whether two values can be compared as they are, without a projection.
   *
   * @param learner the learner's shape
   * @param guide the guide's shape
   */
  default boolean compares(Dims learner, Dims guide) {
    return learner.equals(guide);
  }

  /**
   * Refuses a shape for which this measures nothing; the default refuses none.
   *
   * @param guide the guide's shape, which the learner's has after its projection
   * @throws MisfitException if the shape does not fit
   */
  default void requireFit(Dims guide) {}

  /**
   * Mean square over all elements, divided by the variance of {@code t}; the default. Of guides
   * that hardly vary it is the mean square.
   */
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

  /**
   * {@code mean((p - t)^2) / d}. d is the variance of t over all elements of the batch. It is 1, so
   * that this is the mean square, where {@code var < max(.001, 1e-8 mean^2)} over all training
   * data, such as of a layer that is dead: there is nothing to be relative to, and a quotient by
   * next to nothing would drown the task. It is 1 as well for a batch whose variance is below a
   * tenth of that of all. Of guides that train themselves, d is 1 where the batch's variance is
   * below .001.
   */
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

  /**
   * {@code 1 - mean(<p, t> / (|p| |t|))}, over samples, at any scale: each is divided by its
   * largest value first. Zeros agree with zeros (0), and are at right angles to all else (1).
   */
  record Cosine() implements Likeness {
    @Override
    public void requireFit(Dims guide) {
      if (guide.count() == 1) {
        throw new MisfitException(
            this
                + " compares directions and needs at least 2 values, but the guide's shape is "
                + guide,
            "relative() or meanSquare()");
      }
    }

    @Override
    public String toString() {
      return "cosine";
    }
  }

  /**
   * {@code T^2 KL(softmax(t / T) || softmax(p / T))}, the mean over the batch.
   *
   * @param temperature T, from 1e-18 to 1e18
   */
  record SoftTargets(double temperature) implements Likeness {
    /** Refuses a temperature out of its range. */
    public SoftTargets {
      // Its square, and one over it, are 32-bit numbers.
      if (!(temperature >= 1e-18 && temperature <= 1e18)) {
        throw new IllegalArgumentException(
            "softTargets(" + temperature + "): the temperature lies from 1e-18 to 1e18. Try 2.");
      }
    }

    @Override
    public void requireFit(Dims guide) {
      if (guide.rank() != 1 || guide.count() == 1) {
        throw new MisfitException(
            this + " needs the scores of at least 2 classes, but the guide's shape is " + guide,
            "relative() or meanSquare()");
      }
    }

    @Override
    public String toString() {
      return "soft targets at " + temperature;
    }
  }

  /**
   * Mean square between maps: the mean over channels of the squared value, flattened, divided by
   * its norm, at any scale; that of zeros is zeros. Needs three axes {@code (channels, height,
   * width)}; the channels may differ.
   */
  record Attention() implements Likeness {
    @Override
    public boolean compares(Dims learner, Dims guide) {
      return learner.rank() == 3
          && guide.rank() == 3
          && learner.sizes().subList(1, 3).equals(guide.sizes().subList(1, 3));
    }

    @Override
    public void requireFit(Dims guide) {
      if (guide.rank() != 3) {
        throw new MisfitException(
            this + " needs (channels x height x width), but the guide's shape is " + guide,
            "relative() or meanSquare()");
      }
    }

    @Override
    public String toString() {
      return "attention";
    }
  }
}
