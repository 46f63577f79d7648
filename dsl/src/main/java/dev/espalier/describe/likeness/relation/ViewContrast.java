package dev.espalier.describe.likeness.relation;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.Shapes;
import dev.espalier.describe.value.Dims;
import java.util.Optional;

/**
 * Contrast of views, of the first stage of SSKD (arXiv 2006.07114): the cross-entropy of the
 * cosines of each changed view with all samples of the batch as they are, whose own is to be found.
 * It reads the learner's value alone, four views of a sample, {@code (4, size)}, the first as it
 * is; where it is linked says which guide it takes part with.
 */
@AutoService(Likeness.class)
public record ViewContrast() implements Likeness {
  @Override
  public String name() {
    return "view contrast";
  }

  @Override
  public boolean compares(Dims learner, Dims guide) {
    return learner.rank() == 2 && learner.size(0) == 4;
  }

  @Override
  public void requireFit(Dims guide) {
    Shapes.requireViews(this, guide);
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Likeness.formula(
            name(),
            """
            p = learner / torch.clamp(torch.norm(learner, 2., [2], True), 1e-12)
            a = torch.mm(torch.flatten(torch.narrow(p, 1, 1, 3), 0, 1), torch.t(torch.select(p, 1, 0)))
            own = torch.repeat_interleave(torch.arange(a.size(1), device=a.device), 3)
            return -torch.mean(torch.gather(torch.log_softmax(a, 1), 1, torch.unsqueeze(own, 1)))
            """));
  }

  @Override
  public String toString() {
    return name();
  }
}
