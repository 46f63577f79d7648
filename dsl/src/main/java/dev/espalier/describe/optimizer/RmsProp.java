package dev.espalier.describe.optimizer;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;

/**
 * Gradient optimization by the root of the running mean square (Tieleman and Hinton 2012).
 *
 * <p>{@code g' = g + w p; v = alpha v + (1 - alpha) g'^2; d = g' / (sqrt(v) + epsilon)}, then
 * {@code p = p - r d}, or with momentum {@code m = momentum m + d; p = p - r m}.
 *
 * @param alpha the memory of the mean square, in [0, 1)
 * @param epsilon what keeps the division finite, above 0
 * @param momentum the part of the earlier steps that is kept, in [0, 1)
 * @param weightDecay the factor of the L2 penalty's gradient, at least 0
 */
@AutoService(Optimizer.class)
public record RmsProp(double alpha, double epsilon, double momentum, double weightDecay)
    implements Optimizer {
  /** Refuses numbers outside their ranges. */
  public RmsProp {
    Ranges.requireFraction("rmsProp", "alpha", alpha);
    Ranges.requireFraction("rmsProp", "momentum", momentum);
    Ranges.requirePositive("rmsProp", "epsilon", epsilon);
    Ranges.requirePenalty("rmsProp", weightDecay);
  }

  /** Gives alpha 0.99, epsilon 1e-8, no momentum and no weight decay. */
  public RmsProp() {
    this(0.99, 1e-8, 0, 0);
  }

  @Override
  public String name() {
    return "rmsProp";
  }

  @Override
  public List<String> states() {
    return momentum > 0 ? List.of("square", "velocity") : List.of("square");
  }

  @Override
  public String update() {
    String direction =
        """
        d = g + %s * p
        s = %s * square + (1 - %s) * d * d
        d = d / (torch.sqrt(s) + %s)
        """
            .formatted(weightDecay, alpha, alpha, epsilon);
    return direction
        + (momentum > 0
            ? "v = %s * velocity + d\nreturn p - rate * v, s, v".formatted(momentum)
            : "return p - rate * d, s");
  }

  @Override
  public Optional<Kernel> kernel() {
    return Optional.of(
        new Kernel(
            "rmsprop",
            List.of("square", "velocity"),
            List.of(alpha, epsilon, momentum, weightDecay)));
  }

  @Override
  public Optional<Optimizer> withoutDecay() {
    return weightDecay > 0
        ? Optional.of(new RmsProp(alpha, epsilon, momentum, 0))
        : Optional.empty();
  }
}
