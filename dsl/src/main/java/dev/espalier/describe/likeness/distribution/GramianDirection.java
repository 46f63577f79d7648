package dev.espalier.describe.likeness.distribution;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.Shapes;
import dev.espalier.describe.value.Dims;
import java.util.Optional;

/**
 * Direction between Gramians, of Streamlined Knowledge Distillation (CVPR 2026): the mean over rows
 * d of {@code sqrt(d S^-1 d)}, d those of the difference of both batches' cosines between samples,
 * S their covariance over the batch plus lambda on its diagonal.
 *
 * @param lambda from 1e-6 to 1e6; the default is .1
 */
@AutoService(Likeness.class)
public record GramianDirection(double lambda) implements Likeness {
  /** Refuses a lambda out of its range. */
  public GramianDirection {
    Shapes.requireWithin("lambda", lambda, 1e-6, 1e6);
  }

  /** Takes .1. */
  public GramianDirection() {
    this(.1);
  }

  @Override
  public String name() {
    return "gramian direction";
  }

  @Override
  public void requireFit(Dims guide) {
    Shapes.requireScores(this, guide);
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
            p = learner / torch.clamp(torch.norm(learner, 2., [1], True), 1e-12)
            t = guide / torch.clamp(torch.norm(guide, 2., [1], True), 1e-12)
            d = torch.mm(p, torch.t(p)) - torch.mm(t, torch.t(t))
            c = d - torch.mean(d, [0], True)
            n = d.size(0)
            s = torch.mm(torch.t(c), c) / float(max(n - 1, 1)) + %s * torch.eye(n, dtype=d.dtype, device=d.device)
            squares = torch.sum(d * torch.t(torch.linalg_solve(s, torch.t(d))), [1])
            none = torch.le(squares, 0.)
            return torch.mean(torch.masked_fill(torch.sqrt(torch.masked_fill(squares, none, 1.)), none, 0.))
            """
                .formatted(lambda)));
  }

  @Override
  public String toString() {
    return "gramian direction, lambda " + lambda;
  }
}
