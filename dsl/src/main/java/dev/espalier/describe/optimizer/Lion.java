package dev.espalier.describe.optimizer;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;

/**
 * Descent by the sign of a running mean, with a third of Adam's rate as a rule (arXiv 2302.06675).
 *
 * <p>{@code d = sign(beta1 m + (1 - beta1) g); p = p - r (d + w p); m = beta2 m + (1 - beta2) g}.
 *
 * @param beta1 the share of the mean in a step, in [0, 1)
 * @param beta2 the memory of the mean, in [0, 1)
 * @param weightDecay the part of a parameter that a step of rate 1 takes away, at least 0
 */
@AutoService(Optimizer.class)
public record Lion(double beta1, double beta2, double weightDecay) implements Optimizer {
  /** Refuses numbers outside their ranges. */
  public Lion {
    Ranges.requireFraction("lion", "beta1", beta1);
    Ranges.requireFraction("lion", "beta2", beta2);
    Ranges.requirePenalty("lion", weightDecay);
  }

  /** Gives beta1 0.9, beta2 0.99 and no weight decay. */
  public Lion() {
    this(0.9, 0.99, 0);
  }

  @Override
  public String name() {
    return "lion";
  }

  @Override
  public List<String> states() {
    return List.of("mean");
  }

  @Override
  public String update() {
    return """
        d = torch.sign(%1$s * mean + (1 - %1$s) * g)
        return p - rate * (d + %3$s * p), %2$s * mean + (1 - %2$s) * g
        """
        .formatted(beta1, beta2, weightDecay);
  }

  @Override
  public Optional<Optimizer> withoutDecay() {
    return weightDecay > 0 ? Optional.of(new Lion(beta1, beta2, 0)) : Optional.empty();
  }
}
