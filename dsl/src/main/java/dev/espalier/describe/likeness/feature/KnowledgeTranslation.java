package dev.espalier.describe.likeness.feature;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.Shapes;
import java.util.Optional;

/**
 * Knowledge translation and adaptation (arXiv 1903.04688): {@code |p / |p|_q - t / |t|_q|_1}, of
 * each sample's flattened value; the mean over all elements. The guide's value is a tap of a
 * network that compresses its layer, the learner's comes through {@code projected(...)}.
 *
 * @param norm q, from 1 to 10; the default is 2
 */
@AutoService(Likeness.class)
public record KnowledgeTranslation(double norm) implements Likeness {
  /** Refuses a norm out of its range. */
  public KnowledgeTranslation {
    Shapes.requireWithin("norm", norm, 1, 10);
  }

  /** Takes the norm 2. */
  public KnowledgeTranslation() {
    this(2);
  }

  @Override
  public String name() {
    return "knowledge translation";
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Likeness.formula(
            name(),
            """
            p = torch.flatten(learner, 1)
            t = torch.flatten(guide, 1)
            p = p / torch.clamp(torch.norm(p, %s, [1], True), 1e-12)
            t = t / torch.clamp(torch.norm(t, %s, [1], True), 1e-12)
            return torch.mean(torch.abs(p - t))
            """
                .formatted(norm, norm)));
  }

  @Override
  public String toString() {
    return "knowledge translation, norm " + norm;
  }
}
