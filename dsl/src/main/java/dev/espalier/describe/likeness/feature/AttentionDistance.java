package dev.espalier.describe.likeness.feature;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.Shapes;
import dev.espalier.describe.value.Dims;
import java.util.Optional;

/**
 * Distance between attention maps, as the paper's formula has it (arXiv 1612.03928): the mean over
 * samples of {@code |Q(p) / |Q(p)| - Q(t) / |Q(t)||}, Q the sum over channels of squared values.
 * The {@code attention} likeness is what its authors' program computes, the mean square.
 */
@AutoService(Likeness.class)
public record AttentionDistance() implements Likeness {
  @Override
  public String name() {
    return "attention distance";
  }

  @Override
  public void requireFit(Dims guide) {
    Shapes.requirePicture(this, guide);
  }

  @Override
  public boolean compares(Dims learner, Dims guide) {
    return Shapes.sameSize(learner, guide);
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Likeness.formula(
            name(),
            """
            p = torch.flatten(torch.sum(torch.square(learner), [1]), 1)
            t = torch.flatten(torch.sum(torch.square(guide), [1]), 1)
            p = p / torch.clamp(torch.norm(p, 2., [1], True), 1e-12)
            t = t / torch.clamp(torch.norm(t, 2., [1], True), 1e-12)
            return torch.mean(torch.norm(p - t, 2., [1]))
            """));
  }

  @Override
  public String toString() {
    return name();
  }
}
