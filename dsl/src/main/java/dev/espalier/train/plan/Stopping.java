package dev.espalier.train.plan;

/** When a stage stops before its last epoch. */
public sealed interface Stopping {

  /** Gives the rule that never stops early. */
  static Stopping never() {
    return new Never();
  }

  /** Gives the rule that stops after so many epochs without a better validation loss. */
  static Stopping patience(int epochs) {
    return new Patience(epochs);
  }

  /** All epochs run. */
  record Never() implements Stopping {
    @Override
    public String toString() {
      return "all epochs";
    }
  }

  /**
   * Stops when the validation loss has not fallen for some epochs, and goes back to the best one.
   *
   * @param epochs how many, at least 1
   */
  record Patience(int epochs) implements Stopping {
    /** Refuses a patience below 1. */
    public Patience {
      if (epochs < 1) {
        throw new IllegalArgumentException(
            "stopEarly(" + epochs + "): the patience is at least 1 epoch. Try stopEarly(3).");
      }
    }

    @Override
    public String toString() {
      return "stops after " + epochs + " epochs without a better validation loss";
    }
  }

  /** Runs all epochs, then goes back to the one with the best validation loss. */
  record BestEpoch() implements Stopping {
    @Override
    public String toString() {
      return "keeps the best epoch by validation loss";
    }
  }

  /**
   * Stops when the mean of the last validation losses changes by less than a relative tolerance
   * (arXiv 2302.00150).
   *
   * @param window how many losses make a mean, at least 2
   * @param tolerance the relative change, above 0
   */
  record Settled(int window, double tolerance) implements Stopping {
    /** Refuses settings out of their range. */
    public Settled {
      if (window < 2 || !(tolerance > 0 && Double.isFinite(tolerance))) {
        throw new IllegalArgumentException(
            "settled(%s, %s): needed a window of at least 2 and a tolerance above 0. Try 20, 1e-3."
                .formatted(window, tolerance));
      }
    }

    @Override
    public String toString() {
      return "stops when the mean of %s validation losses changes by less than %s"
          .formatted(window, tolerance);
    }
  }
}
