package dev.espalier.describe.likeness.relation;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.value.Dims;
import java.util.Optional;

/**
 * Relational angle, of RKD (arXiv 1904.05068): the Huber loss between the batches' cosines of the
 * angles at each sample between all pairs of others; the mean over all triples. Memory grows with
 * the batch's cube.
 */
@AutoService(Likeness.class)
public record RelationalAngle() implements Likeness {
  @Override
  public String name() {
    return "relational angle";
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
            p = torch.unsqueeze(p, 0) - torch.unsqueeze(p, 1)
            t = torch.unsqueeze(t, 0) - torch.unsqueeze(t, 1)
            p = p / torch.clamp(torch.norm(p, 2., [2], True), 1e-12)
            t = t / torch.clamp(torch.norm(t, 2., [2], True), 1e-12)
            return torch.smooth_l1_loss(torch.bmm(p, torch.transpose(p, 1, 2)), torch.bmm(t, torch.transpose(t, 1, 2)))
            """));
  }

  @Override
  public String toString() {
    return name();
  }
}
