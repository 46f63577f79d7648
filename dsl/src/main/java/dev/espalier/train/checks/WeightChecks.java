package dev.espalier.train.checks;

import dev.espalier.data.augment.SampleMixing;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.SolveStage;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import dev.espalier.train.recipe.Recipe;
import java.util.List;

/** Checks that rows which count by weights are trained by what can use them. */
final class WeightChecks {
  private final Places places;
  private final Recipe recipe;

  WeightChecks(Places places, Recipe recipe) {
    this.places = places;
    this.recipe = recipe;
  }

  /** Notes what would count all rows alike. */
  void check(List<Stage> stages) {
    if (recipe.data().weights().isEmpty()) {
      return;
    }
    for (Stage stage : stages) {
      if (stage instanceof SolveStage) {
        add("stage '%s'".formatted(stage.name()), "it solves for all rows alike");
      }
    }
    stages.stream().flatMap(SamplingChecks::gradients).forEach(this::check);
  }

  private void check(GradientStage stage) {
    String where = "stage '%s'".formatted(stage.name());
    if (stage.mixup().isPresent() || SampleMixing.among(recipe.augmentations()).isPresent()) {
      add(where, "it mixes rows");
    }
    stage.terms().stream()
        .filter(term -> !weighs(term))
        .forEach(term -> add(where + ", term '" + term.name() + "'", "it is no loss of labels"));
  }

  private static boolean weighs(Term term) {
    return term.target() instanceof Target.Label
        && !(term.objective() instanceof Objective.OverPicture)
        && !(term.objective() instanceof Objective.Alike);
  }

  private void add(String where, String what) {
    places.add(
        where,
        what + ", and the data's rows have weights",
        "supervised(), or data without withWeights(...)");
  }
}
