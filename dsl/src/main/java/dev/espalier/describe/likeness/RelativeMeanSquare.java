package dev.espalier.describe.likeness;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import java.util.Optional;

/**
 * {@code mean((p - t)^2) / d}. d is the variance of t over all elements of the batch. It is 1, so
 * that this is the mean square, where {@code var < max(.001, 1e-8 mean^2)} over all training data,
 * such as of a layer that is dead: there is nothing to be relative to, and a quotient by next to
 * nothing would drown the task. It is 1 as well for a batch whose variance is below a tenth of that
 * of all. Of guides that train themselves, d is 1 where the batch's variance is below .001.
 *
 * <p>A training step knows the variances of all batches before, and divides by them.
 */
@AutoService(Likeness.class)
public record RelativeMeanSquare() implements Likeness {
  @Override
  public String name() {
    return "relative mean square";
  }

  /** Gives the formula for guides that train themselves. */
  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Likeness.formula(
            name(),
            """
            variance = torch.var(guide, False)
            divisor = torch.masked_fill(variance, torch.lt(variance, 0.001), 1.)
            return torch.mse_loss(learner, guide) / divisor
            """));
  }

  @Override
  public String toString() {
    return name();
  }
}
