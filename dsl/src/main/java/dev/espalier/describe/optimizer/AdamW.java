package dev.espalier.describe.optimizer;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;

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
@AutoService(Optimizer.class)
public record AdamW(double beta1, double beta2, double epsilon, double weightDecay)
    implements Optimizer {
  /** Refuses numbers outside their ranges. */
  public AdamW {
    Ranges.requireMoments("adamW", beta1, beta2, epsilon, weightDecay);
  }

  /** Gives beta1 0.9, beta2 0.999, epsilon 1e-8 and weight decay 0.01. */
  public AdamW() {
    this(0.9, 0.999, 1e-8, 1e-2);
  }

  @Override
  public String name() {
    return "adamW";
  }

  @Override
  public List<String> states() {
    return List.of("mean", "square");
  }

  @Override
  public String update() {
    return "d = g\nq = p * (1 - rate * %s)\n".formatted(weightDecay)
        + Adam.moments("q", beta1, beta2, epsilon);
  }

  @Override
  public Optional<Kernel> kernel() {
    return Optional.of(new Kernel("adamw", states(), List.of(beta1, beta2, epsilon, weightDecay)));
  }

  @Override
  public Optional<Optimizer> withoutDecay() {
    return weightDecay > 0 ? Optional.of(new AdamW(beta1, beta2, epsilon, 0)) : Optional.empty();
  }
}
