package dev.espalier.train.step;

import dev.espalier.data.augment.Mix;
import dev.espalier.data.augment.Mixup;
import dev.espalier.data.augment.SampleMixing;
import dev.espalier.describe.value.Seeds;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.recipe.Recipe;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the samples of each step's batch are mixed: as the stage says, or as the recipe does. */
final class Mixing {
  private final Recipe recipe;
  private final GradientStage stage;
  private final @Nullable SampleMixing mixing;

  Mixing(Recipe recipe, GradientStage stage) {
    this.recipe = recipe;
    this.stage = stage;
    mixing =
        stage.mixup().isPresent()
            ? new Mixup(stage.mixup().getAsDouble())
            : SampleMixing.among(recipe.augmentations()).orElse(null);
  }

  /** Says whether samples are mixed. */
  boolean mixes() {
    return mixing != null;
  }

  /** Gives what a step mixes by; empty where it mixes nothing. */
  Optional<Mix> at(long step, int size) {
    return mixing == null || size < 2
        ? Optional.empty()
        : Optional.of(
            mixing.draw(
                recipe.data().inputDims(),
                size,
                Seeds.random(recipe.seed(), "mixup", stage.name(), step)));
  }
}
