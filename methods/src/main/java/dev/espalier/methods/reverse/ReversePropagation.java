package dev.espalier.methods.reverse;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedLayer;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.Source;
import dev.espalier.describe.Tap;
import dev.espalier.describe.layer.StepMask;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.stopping.Stopping;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Setting;
import dev.espalier.train.plan.Acceptance;
import dev.espalier.train.plan.BranchStage;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Settings;
import dev.espalier.train.plan.SolveStage;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.plan.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Reverse feature propagation for post-training (arXiv 2506.07188): the label is pushed back
 * through a trained network, and the part before a tap is trained towards what the tap should have
 * given.
 *
 * <p>For each tap and each alpha, a stage minimises {@code cross entropy + w * mse(features,
 * target)} with {@code w = clamp(alpha * ema(cross entropy) / ema(mse), 1e-5, 10)}; alpha 0, plain
 * fine-tuning of the same part, is always among them as the control. The best on the validation
 * data is kept, and the network as it was if nothing is better, so a run never ends worse there.
 *
 * <p>The stages have the paper's settings, AdamW at 1e-4 with weight decay 5e-2, batch 256, 10
 * epochs, and keep the best epoch. They win over the recipe, whose rate and epochs are those of the
 * training before; {@link #asRecipe()} lets the recipe decide.
 *
 * @param choices the settings, each given at most once
 */
public record ReversePropagation(Choices choices) implements TrainingMethod {
  private static final double DECAY = 0.9;
  private static final double LEAST_WEIGHT = 1e-5;
  private static final double MOST_WEIGHT = 10;
  private static final List<Double> RIDGE_STEPS = List.of(1.0, 0.3, 0.1);
  private static final Settings PUBLISHED =
      Settings.fromRecipe()
          .optimizer(Optimizer.adamW(5e-2))
          .rate(Schedule.constant(1e-4))
          .batch(256)
          .epochs(10)
          .stopping(Stopping.bestEpoch());

  private static final Setting<Optional<String>> NETWORK =
      new Setting<>("the network", Optional.empty());
  private static final Setting<Places> PLACES = new Setting<>("taps", new Places(List.of(), false));
  private static final Setting<List<Double>> ALPHAS =
      new Setting<>("alphas", List.of(0.02, 0.1, 0.3));
  private static final Setting<WantedOutput> WANTED =
      new Setting<>("the wanted output", new WantedOutput.Nearest(0));
  private static final Setting<Boolean> REFINE = new Setting<>("refine", false);
  private static final Setting<ReverseRules> RULES =
      new Setting<>("rules", ReverseRules.standard());
  private static final Setting<OptionalDouble> RIDGE =
      new Setting<>("closedForm", OptionalDouble.empty());
  private static final Setting<OptionalInt> EPOCHS =
      new Setting<>("the number of epochs", OptionalInt.empty());
  private static final Setting<Optional<Schedule>> RATE =
      new Setting<>("the rate", Optional.empty());
  private static final Setting<OptionalInt> BATCH = new Setting<>("the batch", OptionalInt.empty());
  private static final Setting<Optional<Settings>> SETTINGS =
      new Setting<>("settings", Optional.empty());
  private static final Setting<Acceptance.Criterion> CRITERION =
      new Setting<>("what decides", Acceptance.Criterion.VALIDATION_SCORE);

  /** Which layers are reversed to: those of these names, or all hidden ones, or the last. */
  private record Places(List<String> layers, boolean all) {
    @Override
    public String toString() {
      return all ? "explore()" : layers.toString();
    }
  }

  /** Gives the method with the paper's settings: alphas 0.02, 0.1, 0.3 against the control. */
  public ReversePropagation() {
    this(Choices.of("reversePropagation"));
  }

  /** Refuses an alpha that is negative or not finite, and settings that contradict each other. */
  public ReversePropagation {
    Given.all("choices", choices);
    for (double alpha : choices.get(ALPHAS)) {
      if (!(alpha >= 0 && alpha <= Float.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "alphas("
                + alpha
                + "): needed finite numbers of at least 0. Try alphas(0.02, 0.1, 0.3).");
      }
    }
    OptionalDouble ridge = choices.get(RIDGE);
    if (ridge.isPresent() && !(ridge.getAsDouble() > 0 && ridge.getAsDouble() <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "closedForm(%s): needed a finite number above 0. Try closedForm(0.01)."
              .formatted(ridge.getAsDouble()));
    }
    settled(choices);
  }

  /** Post-trains another network than the hierarchy's last. */
  public ReversePropagation network(String name) {
    Given.all("name", name);
    return new ReversePropagation(choices.with(NETWORK, Optional.of(name), "'" + name + "'"));
  }

  /** Reverses to these layers, by the name of a layer, or {@code name:linear}; each is tried. */
  public ReversePropagation to(String... layers) {
    Given.all("layers", layers);
    return new ReversePropagation(choices.with(PLACES, new Places(List.of(layers), false)));
  }

  /** Tries every hidden layer; default the last one only. */
  public ReversePropagation explore() {
    return new ReversePropagation(choices.with(PLACES, new Places(List.of(), true)));
  }

  /** Tries these weights of the feature term; default 0.02, 0.1, 0.3. 0 is always tried. */
  public ReversePropagation alphas(double... values) {
    Given.all("values", values);
    return new ReversePropagation(choices.with(ALPHAS, Arrays.stream(values).boxed().toList()));
  }

  /** Wants the label's logit to lead by a margin; default 0, a tie. */
  public ReversePropagation margin(double value) {
    return wanted(new WantedOutput.Nearest(value));
  }

  /** Wants another output than the nearest; for classes only. */
  public ReversePropagation wanted(WantedOutput value) {
    Given.all("value", value);
    return new ReversePropagation(choices.with(WANTED, value));
  }

  /** Goes on from reversed features that miss their label, by Gauss-Newton; default not. */
  public ReversePropagation refine() {
    return new ReversePropagation(choices.with(REFINE, true));
  }

  /** Reverses layers by other rules; default {@link ReverseRules#standard()}. */
  public ReversePropagation rules(ReverseRules value) {
    Given.all("value", value);
    return new ReversePropagation(choices.with(RULES, value));
  }

  /**
   * Fits the layer before each tap by ridge regression instead of gradient stages, walking from the
   * output towards the input; only dense layers and convolutions of one group are fitted.
   *
   * @param strength how strongly the weights are held, relative to the inputs' mean square
   */
  public ReversePropagation closedForm(double strength) {
    return new ReversePropagation(choices.with(RIDGE, OptionalDouble.of(strength), strength));
  }

  /** Trains so many epochs at most; default 10. */
  public ReversePropagation epochs(int value) {
    return new ReversePropagation(choices.with(EPOCHS, OptionalInt.of(value), value));
  }

  /** Trains at another rate; default 1e-4. */
  public ReversePropagation rate(double value) {
    return new ReversePropagation(
        choices.with(RATE, Optional.of(Schedule.constant(value)), String.valueOf(value)));
  }

  /** Takes so many samples a step; default 256. */
  public ReversePropagation batch(int value) {
    return new ReversePropagation(choices.with(BATCH, OptionalInt.of(value), value));
  }

  /** Takes optimizer, rate, batch and epochs from the recipe, and still keeps the best epoch. */
  public ReversePropagation asRecipe() {
    return settings(Settings.fromRecipe().stopping(Stopping.bestEpoch()));
  }

  /** Sets everything that the gradient stages set differently from the recipe. */
  public ReversePropagation settings(Settings value) {
    Given.all("value", value);
    return new ReversePropagation(choices.with(SETTINGS, Optional.of(value), value));
  }

  /** Decides by another criterion; default the score on the validation data. */
  public ReversePropagation by(Acceptance.Criterion value) {
    Given.all("value", value);
    return new ReversePropagation(choices.with(CRITERION, value));
  }

  /** Decides by a measure of the validation data, in its direction; default the score. */
  public ReversePropagation by(Measure measure) {
    return by(Acceptance.Criterion.validation(measure));
  }

  @Override
  public String name() {
    return "reverse";
  }

  @Override
  public Plan plan(CheckedHierarchy hierarchy) {
    Given.all("hierarchy", hierarchy);
    CheckedNetwork chosen = chosen(hierarchy);
    List<Tap> places = places(chosen);
    List<Stage> stages = ridge().isPresent() ? fits(chosen, places) : steps(chosen, places);
    return new Plan(name(), hierarchy.name(), stages, Readout.of(chosen.name()))
        .needsTrained(chosen.name())
        .withNotes(hierarchy);
  }

  private Reversal reversal() {
    return new Reversal(choices.get(WANTED), choices.get(REFINE), choices.get(RULES));
  }

  private OptionalDouble ridge() {
    return choices.get(RIDGE);
  }

  /** Gives what the gradient stages set differently from the recipe. */
  Settings settings() {
    return settled(choices);
  }

  /** Gives what was set over the published settings, unless others were given in their place. */
  private static Settings settled(Choices choices) {
    Optional<Settings> given = choices.get(SETTINGS);
    OptionalInt epochs = choices.get(EPOCHS);
    OptionalInt batch = choices.get(BATCH);
    Settings own = given.orElseGet(Settings::fromRecipe);
    own = epochs.isPresent() ? own.epochs(epochs.getAsInt()) : own;
    own = batch.isPresent() ? own.batch(batch.getAsInt()) : own;
    own = choices.get(RATE).map(own::rate).orElse(own);
    return given.isPresent() ? own : own.over(PUBLISHED);
  }

  private CheckedNetwork chosen(CheckedHierarchy hierarchy) {
    List<CheckedNetwork> all = Plan.learners(name(), hierarchy);
    String name = choices.get(NETWORK).orElse(all.get(all.size() - 1).name());
    CheckedNetwork chosen =
        all.stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    refusal(
                        hierarchy.name(),
                        "network " + name,
                        "there is none of that name",
                        "one of " + all.stream().map(CheckedNetwork::name).toList()));
    if (chosen.description().source() instanceof Source.At at) {
      throw refusal(
          hierarchy.name(),
          "network " + name,
          "it reads %s, and what it predicts alone may be no label".formatted(at.tap()),
          "network(...) with one that reads the input");
    }
    return chosen;
  }

  /** Gives the taps, from the output towards the input. */
  private List<Tap> places(CheckedNetwork chosen) {
    Places asked = choices.get(PLACES);
    List<String> names = new ArrayList<>(asked.layers());
    if (names.isEmpty()) {
      List<String> hidden = chosen.hiddenLayers().stream().map(CheckedLayer::name).toList();
      names.addAll(
          asked.all() ? hidden : hidden.subList(Math.max(0, hidden.size() - 1), hidden.size()));
    }
    List<Problem> problems = new ArrayList<>();
    if (names.isEmpty()) {
      problems.add(
          new Problem(
              "network " + chosen.name(), "it has no hidden layer to reverse to", "to(\"layer\")"));
    }
    List<String> layers = chosen.layers().stream().map(CheckedLayer::name).toList();
    List<Tap> places = new ArrayList<>();
    for (String name : names) {
      Tap tap = Tap.of(chosen.name(), name);
      checkTap(chosen, layers, tap, problems);
      places.add(tap);
    }
    if (!problems.isEmpty()) {
      throw new PlanException(name() + " for '" + chosen.name() + "'", problems);
    }
    return places.stream()
        .distinct()
        .sorted(Comparator.comparing((Tap tap) -> -layers.indexOf(tap.layer())))
        .toList();
  }

  private void checkTap(
      CheckedNetwork chosen, List<String> layers, Tap tap, List<Problem> problems) {
    int index = layers.indexOf(tap.layer());
    if (index < 0) {
      problems.add(
          new Problem(
              "tap " + tap, "there is no such layer", "one of " + String.join(", ", layers)));
      return;
    }
    List<CheckedLayer> after = chosen.layers().subList(index + 1, layers.size());
    if (after.isEmpty() && ridge().isEmpty()) {
      problems.add(
          new Problem("tap " + tap, "it is the output, which has the label", "a hidden layer"));
    }
    if (after.stream().anyMatch(layer -> layer.layer().tokens().isPresent())) {
      problems.add(
          new Problem(
              "tap " + tap, "symbols cannot be moved to reverse an embedding", "a later layer"));
    }
    if (chosen.layers().stream().anyMatch(ReversePropagation::hidesPadding)) {
      problems.add(
          new Problem(
              "tap " + tap,
              "padding is known by the tokens, which a reversed network does not see",
              "an embedding without padding(...)"));
    }
    if (ridge().isPresent() && !RidgeSolver.fits(chosen.layers().get(index).layer())) {
      problems.add(
          new Problem(
              "tap " + tap,
              "ridge regression fits dense layers and convolutions of one group, not "
                  + chosen.layers().get(index).layer(),
              "another layer, or no closedForm(...)"));
    }
  }

  private static boolean hidesPadding(CheckedLayer layer) {
    return layer.layer().mask().map(StepMask::begins).orElse(false);
  }

  private List<Stage> steps(CheckedNetwork chosen, List<Tap> places) {
    List<BranchStage.Alternative> tried = new ArrayList<>();
    tried.add(new BranchStage.Alternative("as it was", List.of()));
    for (Tap place : places) {
      tried.add(alternative(chosen, place, 0));
      choices.get(ALPHAS).stream()
          .filter(alpha -> alpha > 0)
          .distinct()
          .forEach(alpha -> tried.add(alternative(chosen, place, alpha)));
    }
    return List.of(
        new SolveStage("reverse", new ReverseSolver(chosen.name(), places, reversal())),
        new BranchStage("post-train", tried, choices.get(CRITERION), Readout.of(chosen.name())));
  }

  private BranchStage.Alternative alternative(CheckedNetwork chosen, Tap tap, double alpha) {
    String name = tap.place() + " alpha " + alpha;
    List<Term> terms = new ArrayList<>();
    terms.add(Term.task(chosen.description().outputTap()));
    if (alpha > 0) {
      terms.add(
          new Term(
              "features",
              tap,
              new Target.Column(ReverseSolver.column(tap)),
              new Objective.Alike(Likeness.meanSquare(), Optional.empty()),
              new Weight.Balanced(alpha, "task", DECAY, LEAST_WEIGHT, MOST_WEIGHT)));
    }
    GradientStage stage =
        GradientStage.of(name, Part.upTo(tap.network(), tap.layer()), terms).settings(settings());
    return new BranchStage.Alternative(name, List.of(stage));
  }

  /** Gives one branch a layer, from the output towards the input: as it was, or fitted. */
  private List<Stage> fits(CheckedNetwork chosen, List<Tap> places) {
    List<Stage> stages = new ArrayList<>();
    for (Tap place : places) {
      List<BranchStage.Alternative> tried = new ArrayList<>();
      tried.add(new BranchStage.Alternative(place.layer() + " as it was", List.of()));
      for (double step : RIDGE_STEPS) {
        String name = place.layer() + " step " + step;
        RidgeSolver solver =
            new RidgeSolver(chosen.name(), place.layer(), reversal(), ridge().orElseThrow(), step);
        tried.add(
            new BranchStage.Alternative(name, List.of(new SolveStage("fit " + name, solver))));
      }
      stages.add(
          new BranchStage(
              "fit " + place.layer(), tried, choices.get(CRITERION), Readout.of(chosen.name())));
    }
    return stages;
  }

  private PlanException refusal(String hierarchy, String where, String what, String advice) {
    return new PlanException(
        name() + " for '" + hierarchy + "'", List.of(new Problem(where, what, advice)));
  }

  @Override
  public String toString() {
    return choices.toString();
  }
}
