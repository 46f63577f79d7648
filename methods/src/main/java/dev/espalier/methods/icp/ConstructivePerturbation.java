package dev.espalier.methods.icp;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.Tap;
import dev.espalier.describe.layer.LayerPaths;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Setting;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Settings;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.plan.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * ICP self-distillation (arXiv 2505.14751): each input is moved a few steps down the task loss, and
 * the network learns to have, on the input as it is, the features that it has on the moved one.
 *
 * <p>The stage of a network minimises {@code max(taskFloor, alpha) task + (1 - alpha) sum of w_i
 * mse(F_i(x), F_i(z))}. alpha is 1 for k epochs and one more, then falls along a cosine towards 0;
 * z is the moved input, and no gradient flows through {@code F_i(z)}. While alpha is 1, nothing is
 * perturbed; then a step takes {@code steps + 2} forward and {@code steps + 1} backward passes.
 *
 * <p>Optimizer, rate, epochs, batch and clipping are the recipe's, as for every method, so that one
 * recipe compares methods and nothing else; {@link #asPublished} takes the paper's instead.
 *
 * <p>A persistent value: every call returns a new one. The defaults are those of each call.
 *
 * @param choices the settings, each given at most once
 */
public record ConstructivePerturbation(Choices choices) implements TrainingMethod {
  private static final int MOST_STEPS = 10_000;

  private static final Setting<Direction> DIRECTION =
      new Setting<>("the direction", Direction.ADAM);
  private static final Setting<Integer> STEPS = new Setting<>("steps", 5);
  private static final Setting<Double> STEP_SIZE = new Setting<>("stepSize", 2e-3);
  private static final Setting<Boolean> EVALUATION = new Setting<>("inEvaluationMode", false);
  private static final Setting<FeatureTargets> TARGETS =
      new Setting<>("targets", new FeatureTargets.AllHidden());
  private static final Setting<LayerWeights> LAYER_WEIGHTS =
      new Setting<>("layerWeights", LayerWeights.COSINE);
  private static final Setting<TaskShare> TASK_SHARE =
      new Setting<>("the warm-up", new TaskShare.Part(0.25));
  private static final Setting<Double> TASK_FLOOR = new Setting<>("taskFloor", 0.0);
  private static final Setting<Settings> SETTINGS =
      new Setting<>("settings", Settings.fromRecipe());
  private static final Setting<Boolean> PUBLISHED = new Setting<>("asPublished", false);

  /** Refuses numbers out of their range, and settings that contradict each other. */
  public ConstructivePerturbation {
    Given.all("choices", choices);
    int steps = choices.get(STEPS);
    double stepSize = choices.get(STEP_SIZE);
    double taskFloor = choices.get(TASK_FLOOR);
    require(
        steps >= 1 && steps <= MOST_STEPS,
        "steps(" + steps + ")",
        "from 1 to " + MOST_STEPS,
        "steps(5)");
    require(
        stepSize >= 0 && stepSize <= Float.MAX_VALUE,
        "stepSize(" + stepSize + ")",
        "a finite number of at least 0",
        "stepSize(0.002)");
    require(
        taskFloor >= 0 && taskFloor <= 1,
        "taskFloor(" + taskFloor + ")",
        "from 0 to 1",
        "taskFloor(0)");
    settled(choices);
  }

  /** Gives the method with its default settings. */
  public ConstructivePerturbation() {
    this(Choices.of("constructivePerturbation"));
  }

  /** Sets how a gradient becomes a step; default Adam. */
  public ConstructivePerturbation direction(Direction value) {
    Given.all("value", value);
    return new ConstructivePerturbation(choices.with(DIRECTION, value));
  }

  /** Sets the number of steps, at least 1; default 5. */
  public ConstructivePerturbation steps(int value) {
    return new ConstructivePerturbation(choices.with(STEPS, value));
  }

  /** Sets the length of a step in units of the normalised input, 0 or above; default 0.002. */
  public ConstructivePerturbation stepSize(double value) {
    return new ConstructivePerturbation(choices.with(STEP_SIZE, value));
  }

  /**
   * Takes the features of the moved input in evaluation mode. By default batch norm goes by the
   * batch there, leaving its running statistics alone, and dropout is off.
   */
  public ConstructivePerturbation inEvaluationMode() {
    return new ConstructivePerturbation(choices.with(EVALUATION, true));
  }

  /**
   * Sets the layers whose features are compared; default all hidden ones.
   *
   * @param layers names, or {@code name:linear} for the value before its activation
   */
  public ConstructivePerturbation targets(String... layers) {
    Given.all("layers", layers);
    return new ConstructivePerturbation(
        choices.with(TARGETS, new FeatureTargets.Layers(List.of(layers))));
  }

  /** Compares no features and perturbs nothing: the control, in which only the task decays. */
  public ConstructivePerturbation decayOnly() {
    return new ConstructivePerturbation(choices.with(TARGETS, new FeatureTargets.None()));
  }

  /** Sets how much each layer counts; default a cosine from 1 down to .7071. */
  public ConstructivePerturbation layerWeights(LayerWeights value) {
    Given.all("value", value);
    return new ConstructivePerturbation(choices.with(LAYER_WEIGHTS, value));
  }

  /** Sets the part of all epochs in which the task alone is learnt, from 0 to 1; default 0.25. */
  public ConstructivePerturbation warmUp(double part) {
    return new ConstructivePerturbation(choices.with(TASK_SHARE, new TaskShare.Part(part)));
  }

  /** Sets the number of epochs in which the task alone is learnt. */
  public ConstructivePerturbation warmUpEpochs(int count) {
    return new ConstructivePerturbation(choices.with(TASK_SHARE, new TaskShare.Epochs(count)));
  }

  /**
   * Sets what the task's weight never falls below, from 0 to 1; default 0. The features' weight
   * stays {@code 1 - alpha}, so 1 adds them to a task that counts in full.
   */
  public ConstructivePerturbation taskFloor(double value) {
    return new ConstructivePerturbation(choices.with(TASK_FLOOR, value));
  }

  /** Sets what differs from the recipe; default nothing. */
  public ConstructivePerturbation settings(Settings value) {
    Given.all("value", value);
    return new ConstructivePerturbation(choices.with(SETTINGS, value));
  }

  /** Updates as the paper does, whatever the recipe says: AdamW at 3e-4, gradients clipped to 5. */
  public ConstructivePerturbation asPublished() {
    return new ConstructivePerturbation(choices.with(PUBLISHED, true));
  }

  @Override
  public String name() {
    return "icp";
  }

  @Override
  public Plan plan(CheckedHierarchy hierarchy) {
    Given.all("hierarchy", hierarchy);
    List<CheckedNetwork> learners = Plan.learners(name(), hierarchy);
    requireTargets(hierarchy);
    List<Stage> stages = learners.stream().map(this::stage).toList();
    String last = learners.get(learners.size() - 1).name();
    return new Plan(name(), hierarchy.name(), stages, Readout.of(last)).withNotes(hierarchy);
  }

  private Stage stage(CheckedNetwork network) {
    FeatureTargets targets = choices.get(TARGETS);
    Schedule alpha = new TaskWeight(choices.get(TASK_SHARE), choices.get(TASK_FLOOR));
    List<Term> terms = new ArrayList<>();
    terms.add(Term.task(network.description().outputTap()).withWeight(Weight.of(alpha)));
    List<Tap> taps = targets.of(network);
    for (int i = 0; i < taps.size(); i++) {
      terms.add(featureTerm(taps.get(i), choices.get(LAYER_WEIGHTS).of(i, taps.size())));
    }
    GradientStage stage =
        GradientStage.of(network.name(), Part.whole(network.name()), terms)
            .settings(settled(choices));
    return taps.isEmpty()
        ? stage
        : stage.transform(
            new Perturbation(
                choices.get(DIRECTION),
                choices.get(STEPS),
                choices.get(STEP_SIZE),
                choices.get(EVALUATION)));
  }

  private Term featureTerm(Tap tap, double factor) {
    return new Term(
        "features " + tap.place(),
        tap,
        new Target.Transformed(tap),
        new Objective.Alike(Likeness.meanSquare(), Optional.empty()),
        Weight.of(new FeatureWeight(choices.get(TASK_SHARE), factor)));
  }

  private void requireTargets(CheckedHierarchy hierarchy) {
    FeatureTargets targets = choices.get(TARGETS);
    if (targets instanceof FeatureTargets.None) {
      return;
    }
    List<Problem> problems = new ArrayList<>(unknownTargets(hierarchy));
    hierarchy.learners().stream()
        .filter(
            network ->
                LayerPaths.all(network.description().layers())
                    .flatMap(path -> network.layer(path).stream())
                    .anyMatch(one -> one.layer().tokens().isPresent()))
        .forEach(
            network ->
                problems.add(
                    new Problem(
                        "network " + network.name(),
                        "it embeds symbols, which cannot be moved a little",
                        "decayOnly(), or another method")));
    List<Problem> without =
        hierarchy.learners().stream()
            .filter(network -> targets.of(network).isEmpty())
            .map(
                network ->
                    new Problem(
                        "network " + network.name(),
                        "it has no layer to compare, needed one of " + targets,
                        "targets(...) with some of "
                            + network.layers().stream().map(layer -> layer.name()).toList()))
            .toList();
    if (problems.isEmpty()) {
      problems.addAll(without);
    }
    if (!problems.isEmpty()) {
      throw new PlanException("plan '%s' for '%s'".formatted(name(), hierarchy.name()), problems);
    }
  }

  /** Gives a problem for each target that no network has; a network may lack some. */
  private List<Problem> unknownTargets(CheckedHierarchy hierarchy) {
    if (!(choices.get(TARGETS) instanceof FeatureTargets.Layers layers)) {
      return List.of();
    }
    List<CheckedNetwork> learners = hierarchy.learners();
    List<String> known =
        learners.stream()
            .flatMap(network -> network.layers().stream())
            .map(layer -> layer.name())
            .distinct()
            .toList();
    return layers.names().stream()
        .filter(
            name ->
                learners.stream()
                    .noneMatch(one -> one.layer(Tap.of("any", name).layer()).isPresent()))
        .map(
            name ->
                new Problem("targets", "no network has a layer '" + name + "'", "some of " + known))
        .toList();
  }

  private static Settings settled(Choices choices) {
    Settings own = choices.get(SETTINGS);
    return choices.get(PUBLISHED)
        ? own.optimizer(Optimizer.adamW()).rate(Schedule.constant(3e-4)).clip(5)
        : own;
  }

  private static void require(boolean holds, String found, String needed, String advice) {
    if (!holds) {
      throw new IllegalArgumentException(
          "constructivePerturbation: %s, needed %s. Try %s.".formatted(found, needed, advice));
    }
  }

  @Override
  public String toString() {
    return "icp by %s %s steps of %s on %s"
        .formatted(
            choices.get(STEPS),
            choices.get(DIRECTION),
            choices.get(STEP_SIZE),
            choices.get(TARGETS));
  }
}
