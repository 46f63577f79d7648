package dev.espalier.methods.distillation;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedLayer;
import dev.espalier.check.CheckedLink;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.Tap;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.GuideMode;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.plan.Term;
import dev.espalier.train.plan.Weight;
import java.util.ArrayList;
import java.util.List;

/** The stages of a distillation, in order. */
final class Lessons {
  private final Distillation method;
  private final CheckedHierarchy hierarchy;
  private final List<CheckedNetwork> learners;
  private final Guidance guidance;
  private final List<Stage> stages = new ArrayList<>();

  Lessons(Distillation method, CheckedHierarchy hierarchy) {
    this.method = method;
    this.hierarchy = hierarchy;
    learners = Plan.learners(method.name(), hierarchy);
    guidance = new Guidance(method, hierarchy, learners);
  }

  Plan plan() {
    List<List<CheckedNetwork>> groups =
        method.isMutual() ? List.of(learners) : learners.stream().map(List::of).toList();
    requireGuides();
    groups.forEach(this::addStages);
    Plan plan =
        new Plan(
                method.name(),
                hierarchy.name(),
                stages,
                Readout.of(learners.get(learners.size() - 1).name()))
            .withNotes(hierarchy);
    for (String rule : guidance.rules()) {
      plan = plan.rule(rule);
    }
    return plan;
  }

  private void addStages(List<CheckedNetwork> group) {
    if (method.hasHints()) {
      addHints(group);
    }
    List<Term> terms = new ArrayList<>();
    for (CheckedNetwork learner : group) {
      List<Term> guides = guidance.terms(learner);
      double weight = guides.isEmpty() ? 1 : method.taskWeight();
      if (weight > 0) {
        terms.add(task(learner, group.size() == 1 ? "task" : learner.name() + " task", weight));
      }
      terms.addAll(guides);
    }
    List<Part> parts = group.stream().map(learner -> Part.whole(learner.name())).toList();
    GradientStage stage = stage(group.size() == 1 ? group.get(0).name() : "mutual", parts, terms);
    stages.add(method.mixup().isPresent() ? stage.mixup(method.mixup().getAsDouble()) : stage);
  }

  private void addHints(List<CheckedNetwork> group) {
    List<Part> parts = new ArrayList<>();
    List<Term> terms = new ArrayList<>();
    for (CheckedNetwork learner : group) {
      List<CheckedLink> hidden = guidance.hidden(learner);
      if (!hidden.isEmpty()) {
        parts.add(Part.upTo(learner.name(), deepest(learner, hidden)));
        hidden.forEach(link -> terms.add(Term.guidance(link)));
      }
    }
    if (!terms.isEmpty()) {
      String name = (group.size() == 1 ? group.get(0).name() : "mutual") + " hints";
      stages.add(stage(name, parts, terms));
    }
  }

  private GradientStage stage(String name, List<Part> parts, List<Term> terms) {
    return GradientStage.of(name, parts.get(0), terms)
        .trains(parts)
        .readout(Readout.of(parts.get(parts.size() - 1).network()))
        .settings(method.settings(stages.size()))
        .guides(terms.stream().anyMatch(Guidance::asksANetwork) ? method.mode() : GuideMode.USUAL);
  }

  /** Gives the layer of a learner that is last among those that links guide, or guide inside. */
  private static String deepest(CheckedNetwork learner, List<CheckedLink> links) {
    List<String> guided = links.stream().map(link -> link.learner().outer()).toList();
    List<String> order = learner.layers().stream().map(CheckedLayer::name).toList();
    return order.stream().filter(guided::contains).reduce((first, second) -> second).orElseThrow();
  }

  private static Term task(CheckedNetwork learner, String name, double weight) {
    Tap output = learner.description().outputTap();
    Term task = Term.task(output).withWeight(Weight.of(Schedule.constant(weight)));
    return new Term(name, output, task.target(), task.objective(), task.weight());
  }

  private void requireGuides() {
    List<Problem> problems = new ArrayList<>(guidance.problems());
    if (method.hasHints() && learners.stream().allMatch(one -> guidance.hidden(one).isEmpty())) {
      problems.add(
          new Problem(
              "hints",
              "no hidden layer of %s is guided, needed one for a stage of hints"
                  .formatted(Guidance.names(learners)),
              "guide(\"teacher\", \"student\", g -> g.projected(\"layer\", \"layer\"))"));
    }
    if (!problems.isEmpty()) {
      throw new PlanException(
          "plan '%s' for '%s'".formatted(method.name(), hierarchy.name()), problems);
    }
  }
}
