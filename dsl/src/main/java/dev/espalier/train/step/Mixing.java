package dev.espalier.train.step;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import dev.espalier.describe.value.Seeds;
import dev.espalier.torch.Torch;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.recipe.Recipe;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * How the samples of one step's batch are mixed (arXiv 1710.09412).
 *
 * @param shift how many rows further each sample's partner is, around the end
 * @param share of a sample itself; the rest is its partner's
 */
record Mixing(int shift, double share) {

  /** Gives what a step of a stage mixes by; empty where it mixes nothing. */
  static Optional<Mixing> of(GradientStage stage, Recipe recipe, long step, int size) {
    if (stage.mixup().isEmpty() || size < 2) {
      return Optional.empty();
    }
    SplittableRandom random = Seeds.random(recipe.seed(), "mixup", stage.name(), step);
    double alpha = stage.mixup().getAsDouble();
    double share =
        new BetaDistribution(null, alpha, alpha).inverseCumulativeProbability(random.nextDouble());
    return Optional.of(new Mixing(1 + random.nextInt(size - 1), share));
  }

  /** Gives the partners' rows. */
  NDArray partners(NDArray rows) {
    return rows.get(new NDIndex("{}:", shift)).concat(rows.get(new NDIndex(":{}", shift)));
  }

  /** Gives numbers mixed with their partners'. */
  NDArray mixed(NDArray rows) {
    return mixed(rows, partners(rows));
  }

  /** Gives two values mixed. */
  NDArray mixed(NDArray own, NDArray partners) {
    return own.mul(Torch.scalar(own, share)).add(partners.mul(Torch.scalar(own, 1 - share)));
  }
}
