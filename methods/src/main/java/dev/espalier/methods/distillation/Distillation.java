package dev.espalier.methods.distillation;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.describe.likeness.SoftTargets;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Setting;
import dev.espalier.train.plan.GuideMode;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.Settings;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.recipe.Rates;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Distillation (arXiv 1503.02531): a network learns from the answers and the hidden values of
 * others, besides the labels or without them.
 *
 * <p>The stage of a learner minimises {@code w task + sum of weight * likeness(projection(learner's
 * tap), guide's tap)} over the links that the hierarchy describes for it. Where it describes none,
 * the networks before it give their answers: the given ones directly before it, each alone, or the
 * learner before it, which so is an assistant (arXiv 1902.03393). Answers are {@code T^2
 * KL(softmax(guide / T) || softmax(learner / T))} for classes, and the mean square for values, of
 * weight 1. A learner that nothing guides learns the task.
 *
 * <pre>{@code
 * train(guided, distillation(d -> d.taskWeight(0.5).hints().epochs(5, 20)), r -> r.classify(data))
 * }</pre>
 *
 * @param choices the settings, each given at most once
 */
public record Distillation(Choices choices) implements TrainingMethod {
  private static final Setting<Double> TASK_WEIGHT = new Setting<>("the task's weight", 1.0);
  private static final Setting<OptionalDouble> TEMPERATURE =
      new Setting<>("the temperature", OptionalDouble.empty());
  private static final Setting<Boolean> HINTS = new Setting<>("a stage of hints", false);
  private static final Setting<Boolean> MEAN = new Setting<>("the mean of guides", false);
  private static final Setting<Boolean> MUTUAL = new Setting<>("mutual learning", false);
  private static final Setting<Optional<OwnPast>> OWN_PAST =
      new Setting<>("the own past", Optional.empty());
  private static final Setting<List<String>> STORED = new Setting<>("stored answers", List.of());
  private static final Setting<GuideMode.Sees> SEES =
      new Setting<>("what guides see", GuideMode.Sees.SAME);
  private static final Setting<Boolean> IN_TRAINING =
      new Setting<>("guides in training mode", false);
  private static final Setting<OptionalDouble> MIXUP =
      new Setting<>("mixup", OptionalDouble.empty());
  private static final Setting<List<Integer>> EPOCHS = new Setting<>("epochs", List.of());
  private static final Setting<List<Schedule>> RATES = new Setting<>("rates", List.of());

  /** Refuses null. */
  public Distillation {
    Given.all("choices", choices);
  }

  /** Gives the method with its default settings. */
  public Distillation() {
    this(Choices.of("distillation"));
  }

  /**
   * Sets how much the task counts beside the guides, at least 0; default 1. Where it is 0, labels
   * are not looked at. The papers' {@code alpha} is {@code 1 / (1 + w)}.
   */
  public Distillation taskWeight(double value) {
    require(
        value >= 0 && value <= Float.MAX_VALUE,
        "taskWeight(" + value + ")",
        "a finite number of at least 0",
        "taskWeight(0.5)");
    return with(TASK_WEIGHT, value);
  }

  /**
   * Sets the temperature of answers that the hierarchy does not describe, from 1e-18 to 1e18;
   * default 4, and 1 in mutual learning and of one's own past.
   */
  public Distillation temperature(double value) {
    double checked = new SoftTargets(value).temperature();
    return new Distillation(
        choices.with(TEMPERATURE, OptionalDouble.of(checked), String.valueOf(value)));
  }

  /**
   * Gives each learner a stage of hints first (FitNets, arXiv 1412.6550): its layers up to the last
   * one that a hidden link guides learn from the hidden links alone. The stage after it has the
   * task and the links of outputs, or the guides' answers where none is described. Default none.
   */
  public Distillation hints() {
    return with(HINTS, true);
  }

  /**
   * Takes the mean of several guides' outputs as the one target, where their links are of one
   * likeness and weight; default a term each.
   */
  public Distillation meanOfGuides() {
    return with(MEAN, true);
  }

  /**
   * Trains all learners at once, each guided by all others' answers as they are at that step, of
   * weight 1 divided by their number (mutual learning, arXiv 1706.00384); default one after the
   * other.
   */
  public Distillation mutual() {
    return with(MUTUAL, true);
  }

  /**
   * Lets each learner be guided by the average of its own past too, with weight 1 (mean teacher,
   * arXiv 1703.01780); see {@link #ownPast(double, Schedule)}.
   */
  public Distillation ownPast(double decay) {
    return ownPast(decay, Schedule.constant(1));
  }

  /**
   * Lets each learner be guided by the answers of the average of its own past too, computed at each
   * step; default not.
   *
   * @param decay how much of the average stays at each step, at least 0 and below 1, such as 0.999
   * @param weight how much its answers count over the stage, such as {@code linear(0, 1)}
   */
  public Distillation ownPast(double decay, Schedule weight) {
    Given.all("weight", weight);
    return new Distillation(
        choices.with(OWN_PAST, Optional.of(new OwnPast(decay, weight)), String.valueOf(decay)));
  }

  /**
   * Lets each learner be guided too by answers that the training data bring, with weight 1 each:
   * logits of a model that is elsewhere, or soft targets beside the labels; see {@code
   * DataSet.withColumn} and {@code withProbabilities}, which are at temperature 1. Default none.
   *
   * @param columns names of columns of the data, at least one
   */
  public Distillation stored(String... columns) {
    Given.all("columns", columns);
    require(columns.length > 0, "stored()", "at least one column", "stored(\"teacher\")");
    return with(STORED, List.of(columns));
  }

  /**
   * Lets guides answer on inputs without the recipe's augmentation, which then is noise for the
   * learners alone (noisy student, arXiv 1911.04252); default the learners' inputs.
   */
  public Distillation cleanGuides() {
    return with(SEES, GuideMode.Sees.CLEAN);
  }

  /**
   * Lets guides answer on inputs that are augmented by a draw of their own; default the learners'
   * inputs.
   */
  public Distillation guidesAugmentedAnew() {
    return with(SEES, GuideMode.Sees.ANEW);
  }

  /**
   * Lets given and earlier networks and averages answer as in training, with dropout and the
   * batch's statistics; their own stay as they are. Default evaluation mode.
   */
  public Distillation guidesInTraining() {
    return with(IN_TRAINING, true);
  }

  /**
   * Trains learners on mixed samples, {@code l x + (1 - l) x'}, with both labels in these shares,
   * while guides answer the mixed samples (mixup, arXiv 1710.09412; as a teacher's function, arXiv
   * 2106.05237); default none. A stage of hints is not mixed.
   *
   * @param alpha of Beta(alpha, alpha), which gives l at each step; above 0 and at most 100
   */
  public Distillation mixup(double alpha) {
    require(
        alpha > 0 && alpha <= 100,
        "mixup(" + alpha + ")",
        "a number above 0 and at most 100",
        "mixup(0.2)");
    return new Distillation(choices.with(MIXUP, OptionalDouble.of(alpha), alpha));
  }

  /**
   * Sets numbers of epochs by stage, the last for all stages after it; default the recipe's.
   *
   * @throws IllegalArgumentException if there is none, or one is below 1
   */
  public Distillation epochs(int... byStage) {
    Given.all("byStage", byStage);
    require(byStage.length > 0, "epochs()", "at least one number", "epochs(10)");
    for (int each : byStage) {
      require(each >= 1, "epochs(" + each + ")", "at least 1 of each", "epochs(10)");
    }
    return with(EPOCHS, Arrays.stream(byStage).boxed().toList());
  }

  /**
   * Sets learning rates by stage, the last for all stages after it; default the recipe's.
   *
   * @throws IllegalArgumentException if there is none, or one is below 0
   */
  public Distillation rates(Schedule... byStage) {
    Given.all("byStage", byStage);
    require(byStage.length > 0, "rates()", "at least one", "rates(constant(1e-3))");
    List<Schedule> rates = List.of(byStage);
    rates.forEach(Rates::require);
    return with(RATES, rates);
  }

  double taskWeight() {
    return choices.get(TASK_WEIGHT);
  }

  OptionalDouble temperature() {
    return choices.get(TEMPERATURE);
  }

  boolean hasHints() {
    return choices.get(HINTS);
  }

  boolean takesMean() {
    return choices.get(MEAN);
  }

  boolean isMutual() {
    return choices.get(MUTUAL);
  }

  Optional<OwnPast> ownPast() {
    return choices.get(OWN_PAST);
  }

  OptionalDouble mixup() {
    return choices.get(MIXUP);
  }

  List<String> stored() {
    return choices.get(STORED);
  }

  GuideMode mode() {
    return new GuideMode(choices.get(SEES), choices.get(IN_TRAINING));
  }

  /** Gives what a stage sets differently from the recipe. */
  Settings settings(int stage) {
    List<Integer> epochs = choices.get(EPOCHS);
    List<Schedule> rates = choices.get(RATES);
    Settings own = Settings.fromRecipe();
    if (!epochs.isEmpty()) {
      own = own.epochs(epochs.get(Math.min(stage, epochs.size() - 1)));
    }
    return rates.isEmpty() ? own : own.rate(rates.get(Math.min(stage, rates.size() - 1)));
  }

  private <T> Distillation with(Setting<T> setting, T value) {
    return new Distillation(choices.with(setting, value));
  }

  @Override
  public String name() {
    return "distillation";
  }

  /**
   * Gives one gradient stage a learner, and one of hints before it; one for all learners in mutual
   * learning. Given networks guide and have none.
   *
   * @throws PlanException if nothing guides any learner, or a setting has nothing to work on
   */
  @Override
  public Plan plan(CheckedHierarchy hierarchy) {
    Given.all("hierarchy", hierarchy);
    return new Lessons(this, hierarchy).plan();
  }

  private static void require(boolean holds, String found, String needed, String advice) {
    if (!holds) {
      throw new IllegalArgumentException(
          "distillation: %s, needed %s. Try %s.".formatted(found, needed, advice));
    }
  }

  @Override
  public String toString() {
    return choices.toString();
  }
}
