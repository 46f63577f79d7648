package dev.espalier.describe.likeness.relation;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.value.Dims;
import java.util.Optional;

/**
 * Similarity preserving (arXiv 1907.09682): {@code |G(p) - G(t)|^2 / batch^2}, {@code G(x) = x x'}
 * with rows of length 1.
 */
@AutoService(Likeness.class)
public record SimilarityPreserving() implements Likeness {
  @Override
  public String name() {
    return "similarity preserving";
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
            p = torch.mm(p, torch.t(p))
            t = torch.mm(t, torch.t(t))
            p = p / torch.clamp(torch.norm(p, 2., [1], True), 1e-12)
            t = t / torch.clamp(torch.norm(t, 2., [1], True), 1e-12)
            return torch.mean(torch.square(p - t))
            """));
  }

  @Override
  public String toString() {
    return name();
  }
}
