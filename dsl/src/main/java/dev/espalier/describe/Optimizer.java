package dev.espalier.describe;

/**
 * The rule that turns gradients into changes of parameters.
 *
 * <p>The learning rate is no part of it: that is a {@link Schedule} of the recipe. In the formulas
 * {@code p} is a parameter, {@code g} its gradient, {@code r} the rate and {@code w} the weight
 * decay; all operations are by element, and every running value starts at 0.
 */
public sealed interface Optimizer {

  /** Gives plain gradient descent: no momentum, no weight decay. */
  static Optimizer sgd() {
    return new Sgd(0, false, 0);
  }

  /** Gives gradient descent with heavy-ball momentum; 0.9 is usual. */
  static Optimizer momentum(double momentum) {
    return new Sgd(momentum, false, 0);
  }

  /** Gives gradient descent with Nesterov's accelerated momentum; 0.9 is usual. */
  static Optimizer nesterov(double momentum) {
    return new Sgd(momentum, true, 0);
  }

  /** Gives Adam with beta1 0.9, beta2 0.999, epsilon 1e-8 and no weight decay. */
  static Optimizer adam() {
    return new Adam(0.9, 0.999, 1e-8, 0);
  }

  /** Gives AdamW with beta1 0.9, beta2 0.999, epsilon 1e-8 and weight decay 0.01. */
  static Optimizer adamW() {
    return adamW(1e-2);
  }

  /** Gives AdamW with beta1 0.9, beta2 0.999, epsilon 1e-8 and a weight decay. */
  static Optimizer adamW(double weightDecay) {
    return new AdamW(0.9, 0.999, 1e-8, weightDecay);
  }

  /** Gives RMSProp with alpha 0.99, epsilon 1e-8, no momentum and no weight decay. */
  static Optimizer rmsProp() {
    return new RmsProp(0.99, 1e-8, 0, 0);
  }

  /**
   * Stochastic gradient descent, with momentum where asked for.
   *
   * <p>{@code g' = g + w p; m = momentum m + g'}, then {@code p = p - r m}, or with Nesterov's
   * variant {@code p = p - r (g' + momentum m)} (Sutskever et al. 2013). Without momentum {@code p
   * = p - r g'}.
   *
   * @param momentum the part of the earlier steps that is kept, in [0, 1)
   * @param nesterov whether the step looks ahead along the momentum; needs a momentum above 0
   * @param weightDecay the factor of the L2 penalty's gradient, at least 0
   */
  record Sgd(double momentum, boolean nesterov, double weightDecay) implements Optimizer {
    /** Refuses numbers outside their ranges, and Nesterov's variant without momentum. */
    public Sgd {
      requireFraction("sgd", "momentum", momentum);
      requirePenalty("sgd", weightDecay);
      if (nesterov && momentum == 0) {
        throw new IllegalArgumentException(
            "sgd: nesterov looks ahead along the momentum, and the momentum is 0. Try nesterov(0.9).");
      }
    }
  }

  /**
   * Adam with an L2 penalty (arXiv 1412.6980).
   *
   * <p>{@code g' = g + w p; m = beta1 m + (1 - beta1) g'; v = beta2 v + (1 - beta2) g'^2}, and at
   * step {@code t} from 1 on {@code p = p - r (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) +
   * epsilon)}.
   *
   * @param beta1 the memory of the mean, in [0, 1)
   * @param beta2 the memory of the mean square, in [0, 1)
   * @param epsilon what keeps the division finite, above 0
   * @param weightDecay the factor of the L2 penalty's gradient, at least 0
   */
  record Adam(double beta1, double beta2, double epsilon, double weightDecay) implements Optimizer {
    /** Refuses numbers outside their ranges. */
    public Adam {
      requireMoments("adam", beta1, beta2, epsilon, weightDecay);
    }
  }

  /**
   * Adam whose weight decay acts on the parameter itself (arXiv 1711.05101).
   *
   * <p>{@code p = p (1 - r w)}, then Adam's step with {@code g' = g}.
   *
   * @param beta1 the memory of the mean, in [0, 1)
   * @param beta2 the memory of the mean square, in [0, 1)
   * @param epsilon what keeps the division finite, above 0
   * @param weightDecay the part of a parameter that a step of rate 1 takes away, at least 0
   */
  record AdamW(double beta1, double beta2, double epsilon, double weightDecay)
      implements Optimizer {
    /** Refuses numbers outside their ranges. */
    public AdamW {
      requireMoments("adamW", beta1, beta2, epsilon, weightDecay);
    }
  }

  /**
   * Gradient descent by the root of the running mean square (Tieleman and Hinton 2012).
   *
   * <p>{@code g' = g + w p; v = alpha v + (1 - alpha) g'^2; d = g' / (sqrt(v) + epsilon)}, then
   * {@code p = p - r d}, or with momentum {@code m = momentum m + d; p = p - r m}.
   *
   * @param alpha the memory of the mean square, in [0, 1)
   * @param epsilon what keeps the division finite, above 0
   * @param momentum the part of the earlier steps that is kept, in [0, 1)
   * @param weightDecay the factor of the L2 penalty's gradient, at least 0
   */
  record RmsProp(double alpha, double epsilon, double momentum, double weightDecay)
      implements Optimizer {
    /** Refuses numbers outside their ranges. */
    public RmsProp {
      requireFraction("rmsProp", "alpha", alpha);
      requireFraction("rmsProp", "momentum", momentum);
      requirePositive("rmsProp", "epsilon", epsilon);
      requirePenalty("rmsProp", weightDecay);
    }
  }

  private static void requireMoments(
      String where, double beta1, double beta2, double epsilon, double weightDecay) {
    requireFraction(where, "beta1", beta1);
    requireFraction(where, "beta2", beta2);
    requirePositive(where, "epsilon", epsilon);
    requirePenalty(where, weightDecay);
  }

  private static void requireFraction(String where, String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          "%s: %s is %s, and lies in [0, 1). Try 0.9.".formatted(where, name, value));
    }
  }

  private static void requirePositive(String where, String name, double value) {
    if (!(value > 0 && value <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "%s: %s is %s, and must be finite and above 0. Try 1e-8.".formatted(where, name, value));
    }
  }

  private static void requirePenalty(String where, double value) {
    if (!(value >= 0 && value <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "%s: the weight decay is %s, and must be finite, 0 or above. Try 1e-4."
              .formatted(where, value));
    }
  }
}
