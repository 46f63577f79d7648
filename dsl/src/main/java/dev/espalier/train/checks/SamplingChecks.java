package dev.espalier.train.checks;

import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.train.plan.BranchStage;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.recipe.Optimization;
import dev.espalier.train.recipe.Recipe;
import dev.espalier.train.recipe.Sampling;
import java.util.List;
import java.util.stream.Stream;

/** Checks that rows which are drawn by class have one, and are drawn. */
final class SamplingChecks {
  private static final String WHAT = "balancedSampling() draws rows by their class";

  private final Places places;
  private final Recipe recipe;

  SamplingChecks(Places places, Recipe recipe) {
    this.places = places;
    this.recipe = recipe;
  }

  /** Notes what does not fit. */
  void check(List<Stage> stages) {
    if (recipe.optimization().sampling() == Sampling.SHUFFLED) {
      return;
    }
    DataSet data = recipe.data();
    if (!(data.kind() instanceof Targets.Classes classes)) {
      places.add("recipe", WHAT + ", and the targets are " + data.kind(), "classes");
    } else if (classes.dense()) {
      places.add(
          "recipe", WHAT + ", and a row has several", "crossEntropy().balanced() as the loss");
    } else if (data.unlabelled().isPresent()) {
      places.add("recipe", WHAT + ", and some rows have none", "the rows with labels alone");
    }
    boolean whole =
        stages.stream()
            .flatMap(SamplingChecks::gradients)
            .map(stage -> recipe.optimization().with(stage.settings()))
            .anyMatch(optimization -> optimization.batch() == Optimization.FULL_BATCH);
    if (whole) {
      places.add(
          "recipe", WHAT + ", and a full batch takes each once", "batch(64), or balanced weights");
    }
  }

  static Stream<GradientStage> gradients(Stage stage) {
    if (stage instanceof GradientStage gradient) {
      return Stream.of(gradient);
    }
    return stage instanceof BranchStage branch
        ? branch.alternatives().stream()
            .flatMap(one -> one.stages().stream().flatMap(SamplingChecks::gradients))
        : Stream.empty();
  }
}
