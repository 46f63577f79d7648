package dev.espalier.describe.likeness.distribution;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.Shapes;
import dev.espalier.describe.value.Dims;
import java.util.Optional;

/**
 * Soft targets of changed views, of SSKD (arXiv 2006.07114): {@code T^2 KL(softmax(t / T) ||
 * softmax(p / T))}, the mean over views that the guide classifies rightly and a share of the
 * others, those whose label it ranks best. A value is the scores of four views of a sample, {@code
 * (4, classes)}, of which the first, as it is, does not count.
 *
 * @param temperature T, from 1e-18 to 1e18; the default is 4
 * @param share how many of the views that the guide classifies wrongly count, from 0 to 1; the
 *     default is 1
 */
@AutoService(Likeness.class)
public record TransformedTargets(double temperature, double share) implements Likeness {
  /** Refuses settings out of their range. */
  public TransformedTargets {
    Shapes.requireWithin("temperature", temperature, 1e-18, 1e18);
    Shapes.requireWithin("share", share, 0, 1);
  }

  /** Takes the temperature 4 and the share 1. */
  public TransformedTargets() {
    this(4, 1);
  }

  @Override
  public String name() {
    return "transformed targets";
  }

  @Override
  public void requireFit(Dims guide) {
    Shapes.requireViews(this, guide);
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
            p = torch.flatten(torch.narrow(learner, 1, 1, 3), 0, 1)
            t = torch.flatten(torch.narrow(guide, 1, 1, 3), 0, 1)
            hit = torch.gather(t, 1, torch.unsqueeze(torch.repeat_interleave(labels, 3), 1))
            ranks = torch.sum(torch.gt(t, hit), [1])
            right = int(torch.sum(torch.eq(ranks, 0)))
            keep = max(right + int(float(ranks.size(0) - right) * %s), 1)
            places = torch.arange(ranks.size(0), device=ranks.device)
            kept = torch.narrow(torch.argsort(ranks * ranks.size(0) + places), 0, 0, keep)
            learned = torch.log_softmax(torch.index_select(p, 0, kept) / %s, 1)
            wanted = torch.log_softmax(torch.index_select(t, 0, kept) / %s, 1)
            return torch.sum(torch.exp(wanted) * (wanted - learned)) / float(keep) * %s
            """
                .formatted(share, temperature, temperature, temperature * temperature),
            LABELS));
  }

  @Override
  public String toString() {
    return "transformed targets at " + temperature;
  }
}
