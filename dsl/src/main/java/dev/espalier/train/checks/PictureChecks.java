package dev.espalier.train.checks;

import dev.espalier.describe.problem.Problem;
import dev.espalier.train.plan.Acceptance;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Task;
import dev.espalier.train.plan.Term;
import dev.espalier.train.recipe.Optimization;
import dev.espalier.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;

/** Checks that a stage whose loss looks at a whole picture gets one. */
final class PictureChecks {
  private final GradientStage stage;
  private final Recipe recipe;
  private final Optimization optimization;
  private final List<Problem> problems = new ArrayList<>();

  /** Takes the stage with its own optimization. */
  PictureChecks(GradientStage stage, Recipe recipe, Optimization optimization) {
    this.stage = stage;
    this.recipe = recipe;
    this.optimization = optimization;
  }

  /** Gives what does not fit. */
  List<Problem> problems() {
    for (Term term : stage.terms()) {
      String where = "stage " + stage.name() + ", term '" + term.name() + "'";
      if (term.objective() instanceof Objective.OverPicture picture) {
        checkPicture(where, picture);
      }
      if (term.objective() instanceof Objective.Blurred) {
        checkDecisions(where);
      }
    }
    checkOnePicture();
    return problems;
  }

  private void checkPicture(String where, Objective.OverPicture picture) {
    if (recipe.task() != Task.REGRESSION) {
      add(where, "the task is " + recipe.task() + ", needed values", "regress(data)");
    }
    if (optimization.batch() != Optimization.FULL_BATCH) {
      add(
          where,
          "it takes neighbouring pixels together, and batches are %s rows in a random order"
              .formatted(optimization.batch()),
          "fullBatch()");
    }
    long pixels = (long) picture.height() * picture.width();
    if (recipe.data().size() != pixels) {
      add(
          where,
          "the picture is %s = %s pixels, and the data have %s rows"
              .formatted(size(picture), pixels, recipe.data().size()),
          "all pixels of one picture, row by row");
    }
  }

  /** Refuses what is decided by the error of the prediction, which is not blurred. */
  private void checkDecisions(String where) {
    if (!(stage.acceptance() instanceof Acceptance.Always)) {
      addDecision(where, "the stage is " + stage.acceptance(), "keepAll(), and no minImprove(...)");
    }
    optimization
        .plateau()
        .ifPresent(rule -> addDecision(where, rule.toString(), "a schedule of the rate"));
    if (optimization.stopping().decides()) {
      addDecision(where, "it " + optimization.stopping(), "a number of epochs");
    }
  }

  private void addDecision(String where, String what, String advice) {
    add(where, what + ", and that compares the sharp prediction with the blurred picture", advice);
  }

  private void checkOnePicture() {
    List<String> sizes =
        stage.terms().stream()
            .map(Term::objective)
            .filter(Objective.OverPicture.class::isInstance)
            .map(picture -> size((Objective.OverPicture) picture))
            .distinct()
            .toList();
    if (sizes.size() > 1) {
      add(
          "stage " + stage.name(),
          "its terms take the picture as " + String.join(" and as ", sizes),
          "one height and one width");
    }
  }

  private static String size(Objective.OverPicture picture) {
    return picture.height() + " x " + picture.width();
  }

  private void add(String where, String what, String advice) {
    problems.add(new Problem(where, what, advice));
  }
}
