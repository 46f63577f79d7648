package dev.espalier.train.checks;

import dev.espalier.compile.loss.Trial;
import dev.espalier.data.Targets;
import dev.espalier.describe.loss.Loss;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Dims;
import dev.espalier.train.plan.BranchStage;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Task;
import dev.espalier.train.plan.Term;
import dev.espalier.train.recipe.Recipe;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Checks that the loss a recipe brings serves its task, fits its data and can be computed. */
final class LossChecks {
  private final Places places;
  private final Recipe recipe;

  LossChecks(Places places, Recipe recipe) {
    this.places = places;
    this.recipe = recipe;
  }

  /** Notes what does not fit. */
  void check(List<Stage> stages) {
    boolean classes = recipe.task() == Task.CLASSIFICATION;
    if (recipe.loss().isEmpty() || classes != (recipe.data().kind() instanceof Targets.Classes)) {
      return;
    }
    Loss loss = recipe.loss().get();
    if (classes ? !loss.servesClasses() : !loss.servesValues()) {
      places.add(
          "recipe",
          "the loss is %s, which is not for the task %s".formatted(loss, recipe.task()),
          classes ? "crossEntropy()" : "squaredError(), absoluteError() or huber(1)");
      return;
    }
    List<Term> terms = stages.stream().flatMap(LossChecks::terms).toList();
    List<Term> own = terms.stream().filter(term -> term.usesTaskLoss(recipe.task())).toList();
    if (own.isEmpty() && terms.stream().anyMatch(LossChecks::fitsLabels)) {
      places.add(
          "recipe",
          "the loss is %s, and the plan fits labels by half square, which is the method's own"
              .formatted(loss),
          "leaving loss(...) out");
    }
    if (!classes) {
      new LossNumbers(places, recipe, loss).check(own);
    }
    try {
      Loss fitted = recipe.taskLoss();
      for (Dims prediction : predictions(own)) {
        Dims cell = cell(prediction);
        if (!classes || cell.rank() == 1) {
          Trial.require(fitted, cell, classes, recipe.conditions().precision().type());
        }
      }
    } catch (MisfitException misfit) {
      places.problems().add(Problem.at("recipe", misfit));
    }
  }

  /** Gives the shape of what the loss compares: of several targets a row it is one of them. */
  private Dims cell(Dims prediction) {
    Targets targets = recipe.data().kind();
    if (targets instanceof Targets.Classes classes && classes.dense()) {
      return Dims.of(classes.count());
    }
    return targets.ignored().isPresent() ? Dims.of(1) : prediction;
  }

  private Set<Dims> predictions(List<Term> terms) {
    Set<Dims> dims = new LinkedHashSet<>();
    terms.forEach(term -> places.tap("recipe", term.prediction()).ifPresent(dims::add));
    return dims;
  }

  private static boolean fitsLabels(Term term) {
    return term.objective() instanceof Objective.HalfSquare
        && (term.target() instanceof Target.Label || term.target() instanceof Target.Residual);
  }

  private static Stream<Term> terms(Stage stage) {
    if (stage instanceof GradientStage gradient) {
      return gradient.terms().stream();
    }
    return stage instanceof BranchStage branch
        ? branch.alternatives().stream()
            .flatMap(one -> one.stages().stream().flatMap(LossChecks::terms))
        : Stream.empty();
  }
}
