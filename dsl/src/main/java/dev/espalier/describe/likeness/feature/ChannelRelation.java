package dev.espalier.describe.likeness.feature;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.Shapes;
import dev.espalier.describe.value.Dims;
import java.util.Optional;

/**
 * Channel relation, of DIST+ (TPAMI 2025): one minus Pearson's correlation over the channels of
 * each pixel; the mean over pixels and samples.
 */
@AutoService(Likeness.class)
public record ChannelRelation() implements Likeness {
  @Override
  public String name() {
    return "channel relation";
  }

  @Override
  public void requireFit(Dims guide) {
    Shapes.requirePicture(this, guide);
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Likeness.formula(
            name(),
            """
            p = learner - torch.mean(learner, [1], True)
            t = guide - torch.mean(guide, [1], True)
            return 1. - torch.mean(torch.cosine_similarity(p, t, 1, 1e-8))
            """));
  }

  @Override
  public String toString() {
    return name();
  }
}
