package dev.espalier.train.checks;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.data.DataChecks;
import dev.espalier.data.Targets;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.problem.Problem;
import dev.espalier.train.plan.BranchStage;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.SolveStage;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.plan.Task;
import dev.espalier.train.recipe.Measured;
import dev.espalier.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;

/** Checks, before anything runs, that a plan, a recipe and a hierarchy fit each other. */
public final class PlanChecks {
  private final CheckedHierarchy hierarchy;
  private final Recipe recipe;
  private final Plan plan;
  private final LabelChecks labels;
  // Then the width that networks need is not known, and advice on it would be wrong.
  private final boolean misnumbered;
  private final Places places;
  private final List<Problem> problems = new ArrayList<>();

  private PlanChecks(Plan plan, TrainingData data) {
    this.plan = plan;
    hierarchy = data.hierarchy();
    recipe = data.recipe();
    labels = new LabelChecks(hierarchy, data.form().targets());
    misnumbered = !data.further() && DataChecks.misnumbered(recipe.data());
    places = new Places(hierarchy);
  }

  /**
   * Refuses what does not fit.
   *
   * @throws PlanException with every problem
   */
  public static void require(Plan plan, TrainingData data) {
    PlanChecks checks = new PlanChecks(plan, data);
    checks.checkTask();
    checks.checkHierarchy();
    checks.problems.addAll(Measured.problems(plan, checks.recipe));
    checks.checkStages(plan.stages());
    checks.checkReadout("plan", plan.readout());
    checks.problems.addAll(new GivenChecks(checks.hierarchy, plan, data.form()).problems());
    new ColumnChecks(checks.places).check(plan.stages(), checks.recipe.data());
    new LossChecks(checks.places, checks.recipe).check(plan.stages());
    new SamplingChecks(checks.places, checks.recipe).check(plan.stages());
    new WeightChecks(checks.places, checks.recipe).check(plan.stages());
    new DecayChecks(checks.places, checks.recipe.optimization()).check(plan.stages());
    if (!data.further()) {
      checks.checkTrained();
    }
    if (checks.places.problems().isEmpty()) {
      checks.problems.addAll(
          checks.recipe.optimization().layerRates().problems(checks.hierarchy, plan));
    }
    checks.problems.addAll(checks.places.problems());
    checks.problems.addAll(data.problems());
    if (!checks.problems.isEmpty()) {
      throw new PlanException(
          "plan '%s' for '%s' with data '%s'"
              .formatted(plan.method(), checks.hierarchy.name(), checks.recipe.data().name()),
          checks.problems);
    }
  }

  private void checkTask() {
    Task fitting = Measured.task(recipe.data().kind());
    if (fitting != recipe.task()) {
      add(
          "recipe",
          "the data have %s, and the task is %s".formatted(recipe.data().kind(), recipe.task()),
          switch (fitting) {
            case CLASSIFICATION -> "classify(data)";
            case SEVERAL -> "multitask(data)";
            case REGRESSION -> "regress(data)";
          });
    }
  }

  private void checkHierarchy() {
    if (!plan.hierarchy().equals(hierarchy.name())) {
      places.add(
          "plan",
          "it is for '%s', and this is '%s'".formatted(plan.hierarchy(), hierarchy.name()),
          "method.plan(check(...)) of this one");
    }
  }

  private void checkStages(List<Stage> stages) {
    for (Stage stage : stages) {
      String where = "stage " + stage.name();
      if (stage instanceof GradientStage gradient) {
        checkReadout(where, gradient.readout());
        if (!misnumbered) {
          gradient.terms().forEach(term -> places.problems().addAll(labels.problems(where, term)));
        }
        new StageChecks(places, recipe, gradient).check();
      } else if (stage instanceof BranchStage branch) {
        checkReadout(where, branch.readout());
        if (branch.criterion().validates() && recipe.validation().isEmpty()) {
          places.add(
              where,
              "the best by %s is kept, and there is no such data".formatted(branch.criterion()),
              "validate(...)");
        }
        branch.alternatives().forEach(one -> checkStages(one.stages()));
      } else if (stage instanceof SolveStage solve) {
        if (recipe.data().unlabelled().isPresent()) {
          places.add(
              where,
              "it solves for labels, and some rows of the data have none",
              "data without withUnlabelled(...)");
        }
        if (recipe.data().kind() instanceof Targets.Classes classes && classes.dense()) {
          places.add(
              where,
              "it solves for one label a row, and the data have " + classes,
              "supervised(), selfAbstraction() or multigrade()");
        }
        solve.solver().problems(recipe.task()).stream()
            .map(each -> new Problem(where + ", " + each.where(), each.what(), each.advice()))
            .forEach(places.problems()::add);
      }
    }
  }

  /** Refuses to go on from networks that nothing has trained. */
  private void checkTrained() {
    List<Stage> stages = plan.stages();
    int first = 0;
    for (Plan.Segment segment : plan.segments()) {
      List<String> done = trainedBy(stages.subList(0, first));
      for (String network : segment.trained()) {
        if (!done.contains(network) && !hierarchy.comesTrained(network)) {
          places.add(
              "method " + segment.method(),
              "it goes on from a trained '%s', and nothing trains that before it"
                  .formatted(network),
              "supervised().then(...), run.train(...) of a run, or weights: given(network, weights)");
        }
      }
      first += segment.stages().size();
    }
  }

  private static List<String> trainedBy(List<Stage> stages) {
    List<String> networks = new ArrayList<>();
    for (Stage stage : stages) {
      if (stage instanceof GradientStage gradient) {
        gradient.trains().forEach(part -> networks.add(part.network()));
      } else if (stage instanceof BranchStage branch) {
        branch.alternatives().forEach(one -> networks.addAll(trainedBy(one.stages())));
      }
    }
    return networks;
  }

  private void checkReadout(String where, Readout readout) {
    if (!misnumbered) {
      places.problems().addAll(labels.problems(where, readout));
    }
    if (recipe.task() != Task.CLASSIFICATION) {
      return;
    }
    List<CheckedNetwork> networks =
        readout.networks().stream().flatMap(name -> places.network(where, name).stream()).toList();
    for (CheckedNetwork network : networks) {
      var output = network.layers().get(network.layers().size() - 1);
      if (output.activation().kind() == Activation.Kind.SOFTMAX) {
        places.add(
            "layer " + network.name() + "." + output.name(),
            "a classifier gives logits, and this layer already gives probabilities",
            "leaving softmax out; predict() gives probabilities");
      }
    }
  }

  private void add(String where, String what, String advice) {
    problems.add(new Problem(where, what, advice));
  }
}
