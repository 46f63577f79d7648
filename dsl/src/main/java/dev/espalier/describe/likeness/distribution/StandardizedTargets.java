package dev.espalier.describe.likeness.distribution;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.Shapes;
import dev.espalier.describe.value.Dims;
import java.util.Optional;

/**
 * Soft targets of standardized scores (arXiv 2403.01427): {@code T^2 KL(softmax(Z(t) / T) ||
 * softmax(Z(p) / T))}, {@code Z(x) = (x - mean) / deviation} over a sample's classes, the mean over
 * the batch. A learner need not meet the range of its guide's scores. Scores that are all equal
 * count as zeros.
 *
 * @param temperature T, from 1e-18 to 1e18; the default is 2
 */
@AutoService(Likeness.class)
public record StandardizedTargets(double temperature) implements Likeness {
  /** Refuses a temperature out of its range. */
  public StandardizedTargets {
    Shapes.requireWithin("standardizedTargets", temperature, 1e-18, 1e18);
  }

  /** Takes the temperature 2. */
  public StandardizedTargets() {
    this(2);
  }

  @Override
  public String name() {
    return "standardized soft targets";
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
            p = learner - torch.mean(learner, [-1], True)
            t = guide - torch.mean(guide, [-1], True)
            p = p / torch.clamp(torch.norm(p, 2., [-1], True) / float(learner.size(-1)) ** 0.5, 1e-7)
            t = t / torch.clamp(torch.norm(t, 2., [-1], True) / float(learner.size(-1)) ** 0.5, 1e-7)
            learned = torch.log_softmax(p / %s, -1)
            wanted = torch.log_softmax(t / %s, -1)
            divergence = torch.mean(torch.sum(torch.exp(wanted) * (wanted - learned), [-1]))
            return divergence * %s
            """
                .formatted(temperature, temperature, temperature * temperature)));
  }

  @Override
  public String toString() {
    return "standardized soft targets at " + temperature;
  }
}
