package dev.espalier.describe.likeness.feature;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.Shapes;
import dev.espalier.describe.value.Dims;
import java.util.Optional;

/**
 * Spatial relation, of DIST+ (TPAMI 2025): one minus Pearson's correlation over the batch's samples
 * of the sum of channels at each pixel; the mean over pixels. The channels may differ.
 */
@AutoService(Likeness.class)
public record SpatialRelation() implements Likeness {
  @Override
  public String name() {
    return "spatial relation";
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
            p = torch.sum(learner, [1])
            t = torch.sum(guide, [1])
            return 1. - torch.mean(torch.cosine_similarity(p - torch.mean(p, [0], True), t - torch.mean(t, [0], True), 0, 1e-8))
            """));
  }

  @Override
  public String toString() {
    return name();
  }
}
