package dev.espalier.describe.likeness.distribution;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.Shapes;
import dev.espalier.describe.value.Dims;
import java.util.Optional;

/**
 * Decoupled soft targets, "DKD" (arXiv 2203.08679): {@code T^2 (a KL(b(t) || b(p)) + c KL(n(t) ||
 * n(p)))}, b the probabilities at T of the label's class and of all others, n those of the others
 * among themselves; the mean over the batch.
 *
 * @param target a, at least 0; the default is 1
 * @param others c, at least 0; the default is 8
 * @param temperature T, from 1e-18 to 1e18; the default is 4
 */
@AutoService(Likeness.class)
public record DecoupledTargets(double target, double others, double temperature)
    implements Likeness {
  /** Refuses settings out of their range. */
  public DecoupledTargets {
    Shapes.requireWithin("target", target, 0, 1e18);
    Shapes.requireWithin("others", others, 0, 1e18);
    Shapes.requireWithin("temperature", temperature, 1e-18, 1e18);
  }

  /** Takes 1, 8 and the temperature 4. */
  public DecoupledTargets() {
    this(1, 8, 4);
  }

  @Override
  public String name() {
    return "decoupled soft targets";
  }

  @Override
  public void requireFit(Dims guide) {
    Shapes.requireScores(this, guide);
  }

  @Override
  public boolean ofScores() {
    return true;
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Likeness.formula(
            name(),
            """
            hit = torch.to(torch.one_hot(labels, learner.size(1)), torch.bool)
            p = torch.log_softmax(learner / %s, 1)
            t = torch.log_softmax(guide / %s, 1)
            none = torch.zeros_like(p)
            own = torch.sum(torch.where(hit, p, none), [1])
            wanted = torch.sum(torch.where(hit, t, none), [1])
            rest = torch.logsumexp(torch.masked_fill(p, hit, -1e30), [1])
            left = torch.logsumexp(torch.masked_fill(t, hit, -1e30), [1])
            target = torch.exp(wanted) * (wanted - own) + torch.exp(left) * (left - rest)
            p = torch.log_softmax(torch.masked_fill(learner / %s, hit, -1e30), 1)
            t = torch.log_softmax(torch.masked_fill(guide / %s, hit, -1e30), 1)
            others = torch.sum(torch.exp(t) * torch.masked_fill(t - p, hit, 0.), [1])
            return %s * torch.mean(target) + %s * torch.mean(others)
            """
                .formatted(
                    temperature,
                    temperature,
                    temperature,
                    temperature,
                    temperature * temperature * target,
                    temperature * temperature * others),
            LABELS));
  }

  @Override
  public String toString() {
    return "decoupled soft targets at " + temperature;
  }
}
