package dev.espalier.describe.optimizer;

/** Refuses numbers that an optimizer cannot work with. */
final class Ranges {
  private Ranges() {}

  static void requireMoments(
      String where, double beta1, double beta2, double epsilon, double weightDecay) {
    requireFraction(where, "beta1", beta1);
    requireFraction(where, "beta2", beta2);
    requirePositive(where, "epsilon", epsilon);
    requirePenalty(where, weightDecay);
  }

  static void requireFraction(String where, String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          "%s: %s is %s, and lies in [0, 1). Try 0.9.".formatted(where, name, value));
    }
  }

  static void requirePositive(String where, String name, double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(
          "%s: %s is %s, and must be above 0. Try 1e-8.".formatted(where, name, value));
    }
  }

  static void requirePenalty(String where, double value) {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(
          "%s: the weight decay is %s, and must be 0 or above. Try 1e-4.".formatted(where, value));
    }
  }
}
