package dev.espalier.train;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.data.Targets;
import dev.espalier.describe.Activation;
import dev.espalier.describe.Problem;
import dev.espalier.describe.Tap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks, before anything runs, that a plan, a recipe and a hierarchy fit each other. */
final class PlanChecks {
  private final CheckedHierarchy hierarchy;
  private final Recipe recipe;
  private final LabelChecks labels;
  private final List<Problem> problems = new ArrayList<>();

  private PlanChecks(TrainingData data) {
    this.hierarchy = data.hierarchy();
    this.recipe = data.recipe();
    this.labels = new LabelChecks(hierarchy, data.form().targets());
  }

  /**
   * Refuses what does not fit.
   *
   * @throws PlanException with every problem
   */
  static void require(Plan plan, TrainingData data) {
    PlanChecks checks = new PlanChecks(data);
    checks.checkTask();
    plan.gradientStages().forEach(stage -> checks.checkStage(stage));
    checks.checkReadout("plan", plan.readout());
    checks.problems.addAll(data.problems());
    if (!checks.problems.isEmpty()) {
      throw new PlanException(
          "plan '%s' for '%s' with data '%s'"
              .formatted(plan.method(), checks.hierarchy.name(), checks.recipe.data().name()),
          checks.problems);
    }
  }

  private void checkTask() {
    boolean classes = recipe.data().kind() instanceof Targets.Classes;
    if (classes != (recipe.task() == Task.CLASSIFICATION)) {
      add(
          "recipe",
          "the data have %s, and the task is %s".formatted(recipe.data().kind(), recipe.task()),
          classes ? "classify(data)" : "regress(data)");
    }
  }

  private void checkReadout(String where, Readout readout) {
    labels.problems(where, readout).forEach(this::add);
    for (String name : readout.networks()) {
      CheckedNetwork network = hierarchy.network(name).orElse(null);
      if (network == null || recipe.task() != Task.CLASSIFICATION) {
        continue;
      }
      var output = network.layers().get(network.layers().size() - 1);
      if (output.activation().kind() == Activation.Kind.SOFTMAX) {
        add(
            "layer " + name + "." + output.name(),
            "a classifier gives logits, and this layer already gives probabilities",
            "leaving softmax out; predict() gives probabilities");
      }
    }
  }

  private void checkStage(GradientStage stage) {
    String where = "stage " + stage.name();
    checkReadout(where, stage.readout());
    for (Part part : stage.trains()) {
      CheckedNetwork network = requireNetwork(where, part.network());
      part.upTo().ifPresent(layer -> requireTap(where, Tap.of(part.network(), layer)));
      if (network != null && network.trainable() == 0) {
        add(where, "network '" + part.network() + "' has no parameter to train", "a dense layer");
      }
    }
    List<String> names = stage.terms().stream().map(Term::name).toList();
    for (Term term : stage.terms()) {
      requireTap(where, term.prediction());
      labels.problems(where, term).forEach(this::add);
      if (names.indexOf(term.name()) != names.lastIndexOf(term.name())) {
        add(where, "two terms are named '" + term.name() + "'", "names that differ");
      }
      if (term.target() instanceof Target.At at) {
        requireTap(where, at.tap());
      }
      if (term.target() instanceof Target.Transformed && stage.transform().isEmpty()) {
        add(
            where,
            "term '%s' is on the transformed batch, and nothing transforms it"
                .formatted(term.name()),
            "stage.transform(...)");
      }
      if (term.weight() instanceof Weight.Balanced balanced
          && !names.subList(0, names.indexOf(term.name())).contains(balanced.against())) {
        add(
            where,
            "term '%s' is balanced against '%s', which is no term before it"
                .formatted(term.name(), balanced.against()),
            "one of " + names);
      }
    }
    Descent descent = recipe.descent().with(stage.settings());
    problems.addAll(new PictureChecks(stage, recipe, descent).problems());
    if (!(descent.stopping() instanceof Stopping.Never) && recipe.validation().isEmpty()) {
      add(where, descent.stopping() + ", and there is no validation data", "validate(...)");
    }
    boolean byValidation =
        stage.acceptance() instanceof Acceptance.IfBetter rule
            && rule.measure() != Acceptance.Measure.TRAINING_LOSS;
    if (byValidation && recipe.validation().isEmpty()) {
      add(where, "it is " + stage.acceptance() + ", and there is no such data", "validate(...)");
    }
  }

  private void requireTap(String where, Tap tap) {
    CheckedNetwork network = requireNetwork(where, tap.network());
    if (network != null && network.layer(tap.layer()).isEmpty()) {
      add(
          where + ", tap " + tap,
          "network '%s' has no layer '%s'".formatted(tap.network(), tap.layer()),
          "one of " + network.layers().stream().map(layer -> layer.name()).toList());
    }
  }

  private @Nullable CheckedNetwork requireNetwork(String where, String name) {
    CheckedNetwork network = hierarchy.network(name).orElse(null);
    if (network == null) {
      add(labels.missing(where, name));
    }
    return network;
  }

  private void add(String where, String what, String advice) {
    add(new Problem(where, what, advice));
  }

  private void add(Problem problem) {
    if (!problems.contains(problem)) {
      problems.add(problem);
    }
  }
}
