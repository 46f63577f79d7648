package dev.espalier.train.step;

import dev.espalier.compile.Pass;
import dev.espalier.describe.value.Moment;
import dev.espalier.describe.value.Seeds;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.recipe.Recipe;
import java.util.function.Function;

/** The passes of the networks that a stage's terms compare with, by the network's name. */
final class GuidePasses {
  private GuidePasses() {}

  /** Gives evaluation, or training that moves no statistics, as the stage says. */
  static Function<String, Pass> of(Recipe recipe, GradientStage stage, Moment moment, int index) {
    return stage.guides().training()
        ? network ->
            Pass.training(
                    Seeds.derive(
                        recipe.seed(),
                        "guide dropout",
                        stage.name(),
                        network,
                        moment.epoch(),
                        index))
                .keepingStatistics()
        : network -> Pass.evaluation();
  }
}
