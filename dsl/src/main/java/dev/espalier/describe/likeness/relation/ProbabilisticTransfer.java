package dev.espalier.describe.likeness.relation;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.value.Dims;
import java.util.Optional;

/**
 * Probabilistic knowledge transfer (arXiv 1803.10837): {@code KL(t || p)} of the probabilities that
 * a sample has each other as its neighbour, by the kernel {@code (cosine + 1) / 2}; the mean over
 * all pairs of the batch. Of batches of at least three.
 */
@AutoService(Likeness.class)
public record ProbabilisticTransfer() implements Likeness {
  @Override
  public String name() {
    return "probabilistic transfer";
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
            p = p / torch.clamp(torch.norm(p, 2., [1], True), 1e-12)
            t = t / torch.clamp(torch.norm(t, 2., [1], True), 1e-12)
            others = 1. - torch.eye(p.size(0), dtype=p.dtype, device=p.device)
            p = others * (torch.mm(p, torch.t(p)) + 1.) / 2.
            t = others * (torch.mm(t, torch.t(t)) + 1.) / 2.
            p = p / torch.clamp(torch.sum(p, [1], True), 1e-7)
            t = t / torch.clamp(torch.sum(t, [1], True), 1e-7)
            return torch.mean(t * (torch.log(torch.clamp(t, 1e-7)) - torch.log(torch.clamp(p, 1e-7))))
            """));
  }

  @Override
  public String toString() {
    return name();
  }
}
