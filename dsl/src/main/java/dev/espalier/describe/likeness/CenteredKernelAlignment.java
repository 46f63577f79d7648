package dev.espalier.describe.likeness;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.value.Dims;
import java.util.Optional;

/**
 * One minus the linear centered kernel alignment of a batch (arXiv 1905.00414): whether both tell
 * the same samples apart, whatever their shapes and scales. It is 1 where one of them does not
 * vary.
 */
@AutoService(Likeness.class)
public record CenteredKernelAlignment() implements Likeness {
  @Override
  public String name() {
    return "centered kernel alignment";
  }

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
            x = torch.flatten(learner, 1)
            y = torch.flatten(guide, 1)
            x = x - torch.mean(x, [0], True)
            y = y - torch.mean(y, [0], True)
            a = torch.mm(x, torch.t(x))
            b = torch.mm(y, torch.t(y))
            p = torch.sum(a * a)
            q = torch.sum(b * b)
            p = torch.masked_fill(p, torch.eq(p, 0), 1.)
            q = torch.masked_fill(q, torch.eq(q, 0), 1.)
            return 1. - torch.sum(a * b) / (torch.sqrt(p) * torch.sqrt(q))
            """));
  }

  @Override
  public String toString() {
    return name();
  }
}
