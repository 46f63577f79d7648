package dev.espalier.methods.supervised;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.methods.Freezing;
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

/**
 * Plain supervised training: one gradient stage a network, on the task loss alone. Guidance that
 * the hierarchy describes is not used, and the plan says so.
 *
 * @param objective the distance to the label; default the recipe's task loss
 * @param settings what differs from the recipe; default nothing
 * @param freezing which layers stay as they are; default none
 */
public record Supervised(Objective objective, Settings settings, Freezing freezing)
    implements TrainingMethod {
  /** Refuses null. */
  public Supervised {
    Given.all("objective", objective, "settings", settings, "freezing", freezing);
  }

  /** Gives the method with its default settings. */
  public Supervised() {
    this(new Objective.Task(), Settings.fromRecipe(), Freezing.NONE);
  }

  /** Gives this method with half the squared distance, summed over a sample's values. */
  public Supervised halfSquare() {
    return new Supervised(new Objective.HalfSquare(), settings, freezing);
  }

  /** Gives this method with a number of epochs of its own. */
  public Supervised epochs(int epochs) {
    return settings(settings.epochs(epochs));
  }

  /** Gives this method with a learning rate of its own. */
  public Supervised rate(double rate) {
    return rate(Schedule.constant(rate));
  }

  /** Gives this method with a learning rate of its own. */
  public Supervised rate(Schedule rate) {
    return settings(settings.rate(rate));
  }

  /** Gives this method with settings of its own. */
  public Supervised settings(Settings value) {
    return new Supervised(objective, value, freezing);
  }

  /**
   * Gives this method with some layers frozen: they keep their values, statistics included, and are
   * in evaluation mode. {@code supervised(s -> s.freeze("h1")).then(supervised())} lets them train
   * afterwards.
   *
   * @throws IllegalArgumentException if layers are frozen already
   */
  public Supervised freeze(String first, String... others) {
    return freezing(Freezing.of(Freezing.Rule.THESE, first, others));
  }

  /** Gives this method with all layers frozen from the input up to and with one. */
  public Supervised freezeUpTo(String layer) {
    return freezing(Freezing.of(Freezing.Rule.UP_TO, layer));
  }

  /** Gives this method with all layers frozen but some. */
  public Supervised freezeAllBut(String first, String... others) {
    return freezing(Freezing.of(Freezing.Rule.ALL_BUT, first, others));
  }

  private Supervised freezing(Freezing other) {
    if (!freezing.equals(Freezing.NONE)) {
      throw new IllegalArgumentException(
          "supervised: layers were already frozen, %s, now %s. Try one of them."
              .formatted(freezing.layers(), other.layers()));
    }
    return new Supervised(objective, settings, other);
  }

  @Override
  public String name() {
    return "supervised";
  }

  @Override
  public Plan plan(CheckedHierarchy hierarchy) {
    Given.all("hierarchy", hierarchy);
    List<CheckedNetwork> learners = Plan.learners(name(), hierarchy);
    freezing.require(name(), hierarchy);
    List<Stage> stages = learners.stream().map(this::stage).toList();
    String last = learners.get(learners.size() - 1).name();
    return new Plan(name(), hierarchy.name(), stages, Readout.of(last)).withNotes(hierarchy);
  }

  private Stage stage(CheckedNetwork network) {
    Term task =
        new Term(
            "task", network.description().outputTap(), new Target.Label(), objective, Weight.one());
    return GradientStage.of(network.name(), freezing.part(network), List.of(task))
        .settings(settings);
  }
}
