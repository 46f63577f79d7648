package dev.espalier.methods.supervised;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Setting;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Settings;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.plan.Weight;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Plain supervised training: one gradient stage a network, on the task loss alone. Guidance that
 * the hierarchy describes is not used, and the plan says so.
 *
 * @param choices the settings, each given at most once
 */
public record Supervised(Choices choices) implements TrainingMethod {
  private static final Setting<Objective> OBJECTIVE =
      new Setting<>("the objective", new Objective.Task());
  private static final Setting<OptionalInt> EPOCHS =
      new Setting<>("the number of epochs", OptionalInt.empty());
  private static final Setting<Optional<Schedule>> RATE =
      new Setting<>("the rate", Optional.empty());
  private static final Setting<Settings> SETTINGS =
      new Setting<>("settings", Settings.fromRecipe());

  private static final Setting<Freezing> FREEZING = new Setting<>("freeze", Freezing.NONE);

  /** Refuses settings that contradict each other. */
  public Supervised {
    Given.all("choices", choices);
    settled(choices);
  }

  /** Gives the method with its default settings. */
  public Supervised() {
    this(Choices.of("supervised"));
  }

  /**
   * Gives this method with half the squared distance, summed over a sample's values; default the
   * recipe's task loss.
   */
  public Supervised halfSquare() {
    return new Supervised(choices.with(OBJECTIVE, new Objective.HalfSquare()));
  }

  /** Gives this method with a number of epochs of its own; default the recipe's. */
  public Supervised epochs(int epochs) {
    return new Supervised(choices.with(EPOCHS, OptionalInt.of(epochs), epochs));
  }

  /** Gives this method with a learning rate of its own; default the recipe's. */
  public Supervised rate(double rate) {
    return rate(Schedule.constant(rate));
  }

  /** Gives this method with a learning rate of its own; default the recipe's. */
  public Supervised rate(Schedule rate) {
    Given.all("rate", rate);
    return new Supervised(choices.with(RATE, Optional.of(rate), rate));
  }

  /** Gives this method with settings of its own; default the recipe's. */
  public Supervised settings(Settings value) {
    Given.all("value", value);
    return new Supervised(choices.with(SETTINGS, value));
  }

  /**
   * Gives this method with some layers frozen: they keep their values, statistics included, and are
   * in evaluation mode. {@code supervised(s -> s.freeze("h1")).then(supervised())} lets them train
   * afterwards.
   *
   * @throws IllegalArgumentException if layers are frozen already
   */
  public Supervised freeze(String first, String... others) {
    return frozen(Freezing.of(Freezing.Rule.THESE, first, others));
  }

  /** Gives this method with all layers frozen from the input up to and with one. */
  public Supervised freezeUpTo(String layer) {
    return frozen(Freezing.of(Freezing.Rule.UP_TO, layer));
  }

  /** Gives this method with all layers frozen but some. */
  public Supervised freezeAllBut(String first, String... others) {
    return frozen(Freezing.of(Freezing.Rule.ALL_BUT, first, others));
  }

  private Supervised frozen(Freezing value) {
    return new Supervised(choices.with(FREEZING, value, value.layers()));
  }

  @Override
  public String name() {
    return "supervised";
  }

  @Override
  public Plan plan(CheckedHierarchy hierarchy) {
    Given.all("hierarchy", hierarchy);
    List<CheckedNetwork> learners = Plan.learners(name(), hierarchy);
    choices.get(FREEZING).require(name(), hierarchy);
    List<Stage> stages = learners.stream().map(this::stage).toList();
    String last = learners.get(learners.size() - 1).name();
    return new Plan(name(), hierarchy.name(), stages, Readout.of(last)).withNotes(hierarchy);
  }

  private Stage stage(CheckedNetwork network) {
    Term task =
        new Term(
            "task",
            network.description().outputTap(),
            new Target.Label(),
            choices.get(OBJECTIVE),
            Weight.one());
    return GradientStage.of(network.name(), choices.get(FREEZING).part(network), List.of(task))
        .settings(settled(choices));
  }

  private static Settings settled(Choices choices) {
    Settings settings = choices.get(SETTINGS);
    OptionalInt epochs = choices.get(EPOCHS);
    Settings timed = epochs.isPresent() ? settings.epochs(epochs.getAsInt()) : settings;
    return choices.get(RATE).map(timed::rate).orElse(timed);
  }

  @Override
  public String toString() {
    return choices.toString();
  }
}
