package dev.espalier.describe.optimizer;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;

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
@AutoService(Optimizer.class)
public record Adam(double beta1, double beta2, double epsilon, double weightDecay)
    implements Optimizer {
  /** Refuses numbers outside their ranges. */
  public Adam {
    Ranges.requireMoments("adam", beta1, beta2, epsilon, weightDecay);
  }

  /** Gives beta1 0.9, beta2 0.999, epsilon 1e-8 and no weight decay. */
  public Adam() {
    this(0.9, 0.999, 1e-8, 0);
  }

  @Override
  public String name() {
    return "adam";
  }

  @Override
  public List<String> states() {
    return List.of("mean", "square");
  }

  @Override
  public String update() {
    return "d = g + %s * p\n".formatted(weightDecay) + moments("p", beta1, beta2, epsilon);
  }

  /** Gives the step from a parameter along a direction {@code d}. */
  static String moments(String from, double beta1, double beta2, double epsilon) {
    return """
        m = %1$s * mean + (1 - %1$s) * d
        v = %2$s * square + (1 - %2$s) * d * d
        root = torch.sqrt(v / (1 - torch.pow(%2$s, step))) + %3$s
        return %4$s - rate * (m / (1 - torch.pow(%1$s, step))) / root, m, v
        """
        .formatted(beta1, beta2, epsilon, from);
  }

  @Override
  public Optional<Kernel> kernel() {
    return Optional.of(new Kernel("adam", states(), List.of(beta1, beta2, epsilon, weightDecay)));
  }

  @Override
  public Optional<Optimizer> withoutDecay() {
    return weightDecay > 0 ? Optional.of(new Adam(beta1, beta2, epsilon, 0)) : Optional.empty();
  }
}
