package dev.espalier.describe.likeness.relation;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.value.Dims;
import java.util.Optional;

/**
 * Correlation congruence with the bilinear kernel (arXiv 1904.01802): {@code |p p' - t t'|^2 /
 * batch^2}.
 */
@AutoService(Likeness.class)
public record BilinearCongruence() implements Likeness {
  @Override
  public String name() {
    return "bilinear congruence";
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
            return torch.mean(torch.square(torch.mm(p, torch.t(p)) - torch.mm(t, torch.t(t))))
            """));
  }

  @Override
  public String toString() {
    return name();
  }
}
