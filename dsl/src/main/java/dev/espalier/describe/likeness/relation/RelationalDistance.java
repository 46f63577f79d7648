package dev.espalier.describe.likeness.relation;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.value.Dims;
import java.util.Optional;

/**
 * Relational distance, of RKD (arXiv 1904.05068): the Huber loss between the batches' distances of
 * all pairs of samples, each divided by its batch's mean over the pairs that differ; the mean over
 * all pairs, of which those of a sample with itself are 0.
 */
@AutoService(Likeness.class)
public record RelationalDistance() implements Likeness {
  @Override
  public String name() {
    return "relational distance";
  }

  /** Compares samples with samples, so both may have any shape. */
  @Override
  public boolean compares(Dims learner, Dims guide) {
    return true;
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Likeness.formula(
            name(),
            """
            p = torch.flatten(learner, 1)
            t = torch.flatten(guide, 1)
            p = torch.cdist(p, p, 2., 2)
            t = torch.cdist(t, t, 2., 2)
            pairs = torch.clamp(torch.sum(torch.gt(p, 0.)), 1)
            mean = torch.sum(p) / pairs
            p = p / torch.masked_fill(mean, torch.eq(mean, 0.), 1.)
            pairs = torch.clamp(torch.sum(torch.gt(t, 0.)), 1)
            mean = torch.sum(t) / pairs
            t = t / torch.masked_fill(mean, torch.eq(mean, 0.), 1.)
            return torch.smooth_l1_loss(p, t)
            """));
  }

  @Override
  public String toString() {
    return name();
  }
}
