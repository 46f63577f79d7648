package dev.espalier.describe.likeness.feature;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.Shapes;
import dev.espalier.describe.value.Dims;
import java.util.Optional;

/**
 * Inter-channel correlation (arXiv 2202.03680): {@code |G(p) - G(t)|^2 / channels^2}, {@code G(x) =
 * x x'} of a sample's channels with rows of length 1; the mean over the batch. Pictures may differ
 * in size, not in channels.
 */
@AutoService(Likeness.class)
public record ChannelSimilarity() implements Likeness {
  @Override
  public String name() {
    return "channel similarity";
  }

  @Override
  public void requireFit(Dims guide) {
    Shapes.requirePicture(this, guide);
  }

  @Override
  public boolean compares(Dims learner, Dims guide) {
    return learner.rank() == 3 && guide.rank() == 3 && learner.size(0) == guide.size(0);
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Likeness.formula(
            name(),
            """
            p = torch.flatten(learner, 2)
            t = torch.flatten(guide, 2)
            p = torch.bmm(p, torch.transpose(p, 1, 2))
            t = torch.bmm(t, torch.transpose(t, 1, 2))
            p = p / torch.clamp(torch.norm(p, 2., [2], True), 1e-12)
            t = t / torch.clamp(torch.norm(t, 2., [2], True), 1e-12)
            return torch.mean(torch.square(p - t))
            """));
  }

  @Override
  public String toString() {
    return name();
  }
}
