package dev.espalier.train.checks;

import dev.espalier.train.plan.Stage;
import dev.espalier.train.recipe.Decay;
import dev.espalier.train.recipe.Optimization;
import java.util.List;

/** Checks that what only weights are to have, a weight decay, is there. */
final class DecayChecks {
  private final Places places;
  private final Optimization optimization;

  DecayChecks(Places places, Optimization optimization) {
    this.places = places;
    this.optimization = optimization;
  }

  /** Notes that no stage's optimizer has a weight decay. */
  void check(List<Stage> stages) {
    if (optimization.decay() == Decay.WEIGHTS
        && stages.stream()
            .flatMap(SamplingChecks::gradients)
            .map(stage -> optimization.with(stage.settings()).optimizer())
            .allMatch(optimizer -> optimizer.withoutDecay().isEmpty())) {
      places.add(
          "recipe",
          "decayOnlyWeights(), and %s has no weight decay"
              .formatted(optimization.optimizer().name()),
          "adamW(1e-3), or leave it out");
    }
  }
}
