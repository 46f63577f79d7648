package dev.espalier.methods.sal;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.check.Checker;
import dev.espalier.describe.Guide;
import dev.espalier.describe.GuideBuilder;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Setting;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Settings;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.plan.Term;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.recipe.Rates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Self-abstraction learning (arXiv 2604.24313): networks are trained one after another, simplest
 * first, and each is guided by frozen ones before it.
 *
 * <p>The stage of network k minimises {@code task + sum of weight * likeness(projection(learner's
 * tap), guide's tap)} over the hierarchy's links to it. Where the hierarchy describes no guidance
 * for a network, the one before it guides it by the default links: hidden layers aligned from the
 * input through projections where shapes differ, and the outputs; relative mean square, weight 1. A
 * network that guides a learner together with others gets none by default: guides that are
 * described as independent stay so.
 *
 * @param choices the settings, each given at most once
 */
public record SelfAbstraction(Choices choices) implements TrainingMethod {
  private static final Setting<List<Integer>> EPOCHS = new Setting<>("epochs", List.of());
  private static final Setting<List<Schedule>> RATES = new Setting<>("rates", List.of());

  /** Refuses numbers of epochs below 1, and rates that go up the loss. */
  public SelfAbstraction {
    Given.all("choices", choices);
    for (int each : choices.get(EPOCHS)) {
      if (each < 1) {
        throw new IllegalArgumentException(
            "sal: epochs(%s), needed at least 1 of each. Try epochs(10).".formatted(each));
      }
    }
    choices.get(RATES).forEach(Rates::require);
  }

  /** Gives the method with the recipe's epochs and rate in each stage. */
  public SelfAbstraction() {
    this(Choices.of("sal"));
  }

  /**
   * Gives this method with numbers of epochs by stage, the last for all stages after it; default
   * the recipe's.
   *
   * @throws IllegalArgumentException if there is none, or one is below 1
   */
  public SelfAbstraction epochs(int... byStage) {
    Given.all("byStage", byStage);
    requireOne("epochs", byStage.length, "epochs(10)");
    return new SelfAbstraction(choices.with(EPOCHS, Arrays.stream(byStage).boxed().toList()));
  }

  /**
   * Gives this method with learning rates by stage, the last for all stages after it; default the
   * recipe's.
   *
   * @throws IllegalArgumentException if there is none, or one is below 0
   */
  public SelfAbstraction rates(Schedule... byStage) {
    Given.all("byStage", byStage);
    requireOne("rates", byStage.length, "rates(constant(1e-3))");
    return new SelfAbstraction(choices.with(RATES, List.of(byStage)));
  }

  private static void requireOne(String setting, int count, String advice) {
    if (count == 0) {
      throw new IllegalArgumentException(
          "sal: %s() without a number, needed at least one. Try %s.".formatted(setting, advice));
    }
  }

  @Override
  public String name() {
    return "sal";
  }

  /**
   * Gives one gradient stage a network; those that are given guide and have none.
   *
   * @throws PlanException if there is one network alone, which nothing guides
   */
  @Override
  public Plan plan(CheckedHierarchy hierarchy) {
    Given.all("hierarchy", hierarchy);
    requireGuide(hierarchy);
    CheckedHierarchy guided = withDefaultGuides(hierarchy);
    List<CheckedNetwork> learners = Plan.learners(name(), guided);
    List<Stage> stages = new ArrayList<>();
    for (CheckedNetwork network : learners) {
      stages.add(stage(network, guided).settings(settings(stages.size())));
    }
    String last = learners.get(learners.size() - 1).name();
    return new Plan(name(), hierarchy.name(), stages, Readout.of(last)).withNotes(hierarchy);
  }

  private void requireGuide(CheckedHierarchy hierarchy) {
    if (hierarchy.networks().size() < 2) {
      throw new PlanException(
          "plan '%s' for '%s'".formatted(name(), hierarchy.name()),
          List.of(
              new Problem(
                  "network " + hierarchy.networks().get(0).name(),
                  "it is alone, and self-abstraction needs a simpler network before it as a guide",
                  "supervised(), or a hierarchy of two networks")));
    }
  }

  /** Gives what a stage sets differently from the recipe. */
  private Settings settings(int stage) {
    List<Integer> epochs = choices.get(EPOCHS);
    List<Schedule> rates = choices.get(RATES);
    Settings own = Settings.fromRecipe();
    if (!epochs.isEmpty()) {
      own = own.epochs(epochs.get(Math.min(stage, epochs.size() - 1)));
    }
    return rates.isEmpty() ? own : own.rate(rates.get(Math.min(stage, rates.size() - 1)));
  }

  private static GradientStage stage(CheckedNetwork network, CheckedHierarchy hierarchy) {
    List<Term> terms = new ArrayList<>();
    terms.add(Term.task(network.description().outputTap()));
    hierarchy.linksOf(network.name()).forEach(link -> terms.add(Term.guidance(link)));
    return GradientStage.of(network.name(), Part.whole(network.name()), terms);
  }

  /** Says whether a network is one of several described guides of a learner. */
  private static boolean guidesWithOthers(String network, CheckedHierarchy hierarchy) {
    return hierarchy.networks().stream()
        .map(
            learner ->
                hierarchy.linksOf(learner.name()).stream()
                    .map(link -> link.guide().network())
                    .distinct()
                    .toList())
        .anyMatch(guides -> guides.size() > 1 && guides.contains(network));
  }

  private static CheckedHierarchy withDefaultGuides(CheckedHierarchy hierarchy) {
    List<Guide> guides = new ArrayList<>(hierarchy.description().guides());
    for (int k = 1; k < hierarchy.networks().size(); k++) {
      String learner = hierarchy.networks().get(k).name();
      if (!hierarchy.description().isGiven(learner)
          && hierarchy.linksOf(learner).isEmpty()
          && !guidesWithOthers(learner, hierarchy)) {
        String guide = hierarchy.networks().get(k - 1).name();
        guides.add(GuideBuilder.empty().aligned().output().build(guide, learner));
      }
    }
    Hierarchy described = hierarchy.description();
    return guides.size() == described.guides().size()
        ? hierarchy
        : Checker.check(described.withGuides(guides));
  }

  @Override
  public String toString() {
    return choices.toString();
  }
}
