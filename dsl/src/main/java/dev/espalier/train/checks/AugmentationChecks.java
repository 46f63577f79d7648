package dev.espalier.train.checks;

import dev.espalier.data.Targets;
import dev.espalier.data.augment.Augmentation;
import dev.espalier.data.augment.SampleMixing;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.problem.Problem;
import dev.espalier.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;

/** Checks that a recipe's augmentations fit its data, and each other. */
final class AugmentationChecks {
  private final Recipe recipe;
  private final List<Augmentation> parts;
  private final List<Problem> problems = new ArrayList<>();

  private AugmentationChecks(Recipe recipe) {
    this.recipe = recipe;
    parts =
        recipe.augmentations().stream()
            .flatMap(augmentation -> augmentation.parts().stream())
            .toList();
  }

  /** Gives what does not fit. */
  static List<Problem> problems(Recipe recipe) {
    AugmentationChecks checks = new AugmentationChecks(recipe);
    checks.checkRows();
    checks.checkCells();
    checks.checkMixing();
    return checks.problems;
  }

  private void checkRows() {
    for (Augmentation part : parts) {
      try {
        part.requireFit(recipe.data().inputDims());
      } catch (MisfitException misfit) {
        problems.add(Problem.at("augment", misfit));
      }
    }
  }

  /** Refuses to move values away from targets that stay. */
  private void checkCells() {
    if (!haveCells()) {
      return;
    }
    parts.stream()
        .filter(Augmentation::moves)
        .forEach(
            part ->
                add(
                    "%s moves pixels, and the data have %s, which stay where they are"
                        .formatted(part, recipe.data().kind()),
                    "brightness(0.2), or noise(0.1)"));
  }

  /** Says whether targets belong to single pixels or steps. */
  private boolean haveCells() {
    Targets kind = recipe.data().kind();
    return kind.ignored().isPresent()
        || (kind instanceof Targets.Classes classes && classes.dense())
        || recipe.data().targets().dims().rank() > 1
        || kind.outputs().stream()
            .flatMap(outputs -> outputs.list().stream())
            .anyMatch(part -> part.dims().rank() > 1);
  }

  /** Refuses to mix samples twice, or to change them once they are mixed. */
  private void checkMixing() {
    List<Augmentation> mixing = parts.stream().filter(SampleMixing.class::isInstance).toList();
    if (mixing.size() > 1) {
      add("%s and %s mix samples both".formatted(mixing.get(0), mixing.get(1)), "one of them");
    } else if (mixing.size() == 1 && parts.indexOf(mixing.get(0)) < parts.size() - 1) {
      add(
          "%s comes before %s, and mixed samples cannot be changed further"
              .formatted(mixing.get(0), parts.get(parts.size() - 1)),
          "it as the last augment(...)");
    }
  }

  private void add(String what, String advice) {
    problems.add(new Problem("augment", what, advice));
  }
}
