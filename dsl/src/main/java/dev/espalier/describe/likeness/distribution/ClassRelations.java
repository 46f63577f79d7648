package dev.espalier.describe.likeness.distribution;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.Shapes;
import dev.espalier.describe.value.Dims;
import java.util.Optional;

/**
 * Relations between and within classes, "DIST" (arXiv 2205.10536): {@code T^2 (b (1 - mean of rho
 * of rows) + g (1 - mean of rho of columns))}, rho Pearson's correlation of the learner's
 * probabilities at T with the guide's. Rows are a sample's classes, columns a class's samples. A
 * learner may be less sure than its guide, if it ranks alike.
 *
 * @param between b, at least 0; the default is 1
 * @param within g, at least 0; the default is 1
 * @param temperature T, from 1e-18 to 1e18; the default is 1
 */
@AutoService(Likeness.class)
public record ClassRelations(double between, double within, double temperature)
    implements Likeness {
  /** Refuses settings out of their range. */
  public ClassRelations {
    Shapes.requireWithin("between", between, 0, 1e18);
    Shapes.requireWithin("within", within, 0, 1e18);
    Shapes.requireWithin("temperature", temperature, 1e-18, 1e18);
  }

  /** Takes 1 for all. */
  public ClassRelations() {
    this(1, 1, 1);
  }

  @Override
  public String name() {
    return "class relations";
  }

  @Override
  public void requireFit(Dims guide) {
    Shapes.requireScores(this, guide);
  }

  @Override
  public boolean ofScores() {
    return true;
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Likeness.formula(
            name(),
            """
            p = torch.softmax(learner / %s, -1)
            t = torch.softmax(guide / %s, -1)
            rows = torch.cosine_similarity(p - torch.mean(p, [1], True), t - torch.mean(t, [1], True), 1, 1e-8)
            columns = torch.cosine_similarity(p - torch.mean(p, [0], True), t - torch.mean(t, [0], True), 0, 1e-8)
            return %s * (1. - torch.mean(rows)) + %s * (1. - torch.mean(columns))
            """
                .formatted(
                    temperature,
                    temperature,
                    temperature * temperature * between,
                    temperature * temperature * within)));
  }

  @Override
  public String toString() {
    return "class relations at " + temperature;
  }
}
