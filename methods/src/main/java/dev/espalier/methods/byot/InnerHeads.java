package dev.espalier.methods.byot;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedLayer;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.check.Projection;
import dev.espalier.describe.Source;
import dev.espalier.describe.Tap;
import dev.espalier.describe.likeness.Likeness;
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
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.plan.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Self-distillation by heads on inner layers (arXiv 1905.08094): small networks that start at a
 * layer of the main one learn the task and the main network's own answer, and their gradients flow
 * on into it.
 *
 * <p>The hierarchy's first network is the main one; each other network is a head and takes its
 * input {@code from("main.layer")}. All train together, in one stage that minimises {@code task}
 * plus, for each head, {@code (1 - alpha) task_i + alpha T^2 KL(softmax(main / T) || softmax(head_i
 * / T)) + beta |p(f_i) - f|^2}. f is the main network's last hidden value and f_i the head's, p a
 * learned map where their shapes differ, and the square is summed over a sample's values and
 * averaged over the batch. No gradient flows through the main network's side. Afterwards the main
 * network predicts alone; a head may be read by its name.
 *
 * <p>It tells classes apart; a persistent value, so every call returns a new one.
 *
 * @param choices the settings, each given at most once
 */
public record InnerHeads(Choices choices) implements TrainingMethod {
  private static final Setting<Double> TEMPERATURE = new Setting<>("temperature", 3.0);
  private static final Setting<Double> ALPHA = new Setting<>("alpha", 0.1);
  private static final Setting<Double> BETA = new Setting<>("beta", 1e-6);

  /** Refuses numbers out of their range. */
  public InnerHeads {
    Given.all("choices", choices);
    double temperature = choices.get(TEMPERATURE);
    double alpha = choices.get(ALPHA);
    double beta = choices.get(BETA);
    require(
        temperature >= 1e-18 && temperature <= 1e18,
        "temperature(" + temperature + ")",
        "from 1e-18 to 1e18",
        "temperature(3)");
    require(alpha >= 0 && alpha <= 1, "alpha(" + alpha + ")", "from 0 to 1", "alpha(0.1)");
    require(
        beta >= 0 && beta <= Float.MAX_VALUE,
        "beta(" + beta + ")",
        "a finite number of at least 0",
        "beta(1e-6)");
  }

  /** Gives the method with its default settings: temperature 3, alpha .1, beta 1e-6. */
  public InnerHeads() {
    this(Choices.of("innerHeads"));
  }

  /** Sets the temperature of the softened answers, above 0; default 3. */
  public InnerHeads temperature(double value) {
    return new InnerHeads(choices.with(TEMPERATURE, value));
  }

  /** Sets how much of a head's task is the main network's answer, from 0 to 1; default .1. */
  public InnerHeads alpha(double value) {
    return new InnerHeads(choices.with(ALPHA, value));
  }

  /** Sets how much the features count; default 1e-6, 0 for not at all. */
  public InnerHeads beta(double value) {
    return new InnerHeads(choices.with(BETA, value));
  }

  private double temperature() {
    return choices.get(TEMPERATURE);
  }

  private double alpha() {
    return choices.get(ALPHA);
  }

  private double beta() {
    return choices.get(BETA);
  }

  @Override
  public String name() {
    return "byot";
  }

  @Override
  public Plan plan(CheckedHierarchy hierarchy) {
    Given.all("hierarchy", hierarchy);
    List<CheckedNetwork> learners = Plan.learners(name(), hierarchy);
    CheckedNetwork main = learners.get(0);
    List<CheckedNetwork> heads = learners.subList(1, learners.size());
    requireHeads(hierarchy, main, heads);
    List<Term> terms = new ArrayList<>();
    terms.add(Term.task(main.description().outputTap()));
    heads.forEach(head -> terms.addAll(termsOf(head, main)));
    List<Part> parts = learners.stream().map(network -> Part.whole(network.name())).toList();
    GradientStage stage = GradientStage.of(main.name(), parts.get(0), terms).trains(parts);
    Plan plan =
        new Plan(name(), hierarchy.name(), List.of(stage), Readout.of(main.name()))
            .withNotes(hierarchy);
    for (CheckedNetwork head : heads) {
      if (beta() > 0 && !compares(head, main)) {
        plan =
            plan.rule(
                "the features of '%s' are not compared: '%s' has no hidden layer"
                    .formatted(
                        head.name(), head.hiddenLayers().isEmpty() ? head.name() : main.name()));
      }
    }
    return alpha() == 0 && (beta() == 0 || heads.stream().noneMatch(head -> compares(head, main)))
        ? plan.rule("alpha is 0 and no features are compared: the heads learn the task alone")
        : plan;
  }

  private List<Term> termsOf(CheckedNetwork head, CheckedNetwork main) {
    Tap own = head.description().outputTap();
    List<Term> terms = new ArrayList<>();
    terms.add(
        new Term(
            head.name() + " task",
            own,
            new Target.Label(),
            new Objective.Task(),
            weight(1 - alpha())));
    terms.add(
        new Term(
            head.name() + " answer",
            own,
            new Target.At(main.description().outputTap()),
            new Objective.Alike(Likeness.softTargets(temperature()), Optional.empty()),
            weight(alpha())));
    if (compares(head, main)) {
      terms.add(featureTerm(head, main));
    }
    return terms;
  }

  private boolean compares(CheckedNetwork head, CheckedNetwork main) {
    return beta() > 0 && !head.hiddenLayers().isEmpty() && !main.hiddenLayers().isEmpty();
  }

  private Term featureTerm(CheckedNetwork head, CheckedNetwork main) {
    CheckedLayer from = last(head);
    CheckedLayer to = last(main);
    Optional<Projection> projection =
        from.output().equals(to.output())
            ? Optional.empty()
            : Optional.of(new Projection(from.output(), to.output()));
    return new Term(
        head.name() + " features",
        Tap.of(head.name(), from.name()),
        new Target.At(Tap.of(main.name(), to.name())),
        new Objective.Alike(Likeness.meanSquare(), projection),
        weight(beta() * to.output().count()));
  }

  private void requireHeads(
      CheckedHierarchy hierarchy, CheckedNetwork main, List<CheckedNetwork> heads) {
    List<Problem> problems = new ArrayList<>();
    if (heads.isEmpty()) {
      problems.add(
          new Problem(
              "network " + main.name(),
              "it has no head, needed a network after it",
              "network(\"head1\", n -> n.from(\"%s.layer\")...)".formatted(main.name())));
    }
    for (CheckedNetwork head : heads) {
      if (!(head.description().source() instanceof Source.At at)
          || !at.tap().network().equals(main.name())) {
        problems.add(
            new Problem(
                "network " + head.name(),
                "its input is the %s, needed a layer of '%s'"
                    .formatted(head.description().source(), main.name()),
                "from(\"%s.layer\")".formatted(main.name())));
      }
      if (!head.output().equals(main.output())) {
        problems.add(
            new Problem(
                "network " + head.name(),
                "its output is %s, needed the main network's %s"
                    .formatted(head.output(), main.output()),
                "output(" + main.output().size(-1) + ")"));
      }
      if (compares(head, main) && !Projection.fits(last(head).output(), last(main).output())) {
        problems.add(
            new Problem(
                "features %s.%s".formatted(head.name(), last(head).name()),
                "their shape is %s, and that of %s.%s is %s"
                    .formatted(
                        last(head).output(), main.name(), last(main).name(), last(main).output()),
                "a last hidden layer of the same kind, or beta(0)"));
      }
    }
    if (!problems.isEmpty()) {
      throw new PlanException("plan '%s' for '%s'".formatted(name(), hierarchy.name()), problems);
    }
  }

  private static CheckedLayer last(CheckedNetwork network) {
    return network.hiddenLayers().get(network.hiddenLayers().size() - 1);
  }

  private static Weight weight(double value) {
    return Weight.of(Schedule.constant(value));
  }

  private static void require(boolean holds, String found, String needed, String advice) {
    if (!holds) {
      throw new IllegalArgumentException(
          "innerHeads: %s, needed %s. Try %s.".formatted(found, needed, advice));
    }
  }

  @Override
  public String toString() {
    return "byot at temperature %s, alpha %s, beta %s".formatted(temperature(), alpha(), beta());
  }
}
