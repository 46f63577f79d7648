package dev.espalier.describe.optimizer;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;

/**
 * Stochastic gradient descent, with momentum where asked for.
 *
 * <p>{@code g' = g + w p; m = momentum m + g'}, then {@code p = p - r m}, or with Nesterov's
 * variant {@code p = p - r (g' + momentum m)} (Sutskever et al. 2013). Without momentum {@code p =
 * p - r g'}.
 *
 * @param momentum the part of the earlier steps that is kept, in [0, 1)
 * @param nesterov whether the step looks ahead along the momentum; needs a momentum above 0
 * @param weightDecay the factor of the L2 penalty's gradient, at least 0
 */
@AutoService(Optimizer.class)
public record Sgd(double momentum, boolean nesterov, double weightDecay) implements Optimizer {
  /** Refuses numbers outside their ranges, and Nesterov's variant without momentum. */
  public Sgd {
    Ranges.requireFraction("sgd", "momentum", momentum);
    Ranges.requirePenalty("sgd", weightDecay);
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException(
          "sgd: nesterov looks ahead along the momentum, and the momentum is 0. Try nesterov(0.9).");
    }
  }

  /** Gives plain gradient descent. */
  public Sgd() {
    this(0, false, 0);
  }

  @Override
  public String name() {
    return "sgd";
  }

  @Override
  public List<String> states() {
    return momentum > 0 ? List.of("velocity") : List.of();
  }

  @Override
  public String update() {
    if (momentum == 0) {
      return "p - rate * (g + %s * p)".formatted(weightDecay);
    }
    return """
        d = g + %s * p
        v = %s * velocity + d
        return p - rate * %s, v
        """
        .formatted(weightDecay, momentum, nesterov ? "(d + " + momentum + " * v)" : "v");
  }

  @Override
  public Optional<Kernel> kernel() {
    return Optional.of(
        new Kernel("sgd", List.of("velocity"), List.of(momentum, nesterov, weightDecay)));
  }

  @Override
  public Optional<Optimizer> withoutDecay() {
    return weightDecay > 0 ? Optional.of(new Sgd(momentum, nesterov, 0)) : Optional.empty();
  }
}
