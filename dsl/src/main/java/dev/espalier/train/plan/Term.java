package dev.espalier.train.plan;

import dev.espalier.check.CheckedLink;
import dev.espalier.describe.Tap;
import dev.espalier.describe.problem.Given;

/**
 * One summand of a stage's loss, {@code weight * objective(prediction, target)}.
 *
 * @param name the name in logs and errors, unique in its stage
 * @param prediction the place whose value is trained
 * @param target what it should come near to
 * @param objective how far it is from there
 * @param weight how strongly it counts
 */
public record Term(String name, Tap prediction, Target target, Objective objective, Weight weight) {
  /** Refuses null. */
  public Term {
    Given.all(
        "name",
        name,
        "prediction",
        prediction,
        "target",
        target,
        "objective",
        objective,
        "weight",
        weight);
  }

  /** Gives the recipe's task loss of a network's output against the label, with weight 1. */
  public static Term task(Tap output) {
    return new Term("task", output, new Target.Label(), new Objective.Task(), Weight.one());
  }

  /** Gives the likeness of a link's learner to its guide, with the link's weight. */
  public static Term guidance(CheckedLink link) {
    Given.all("link", link);
    return new Term(
        link.name(),
        link.learner(),
        new Target.At(link.guide()),
        new Objective.Alike(link.likeness(), link.projection(), link.beside()),
        Weight.of(link.weight()));
  }

  /** Says whether the recipe's task loss computes it, for a task. */
  public boolean usesTaskLoss(Task task) {
    Given.all("task", task);
    return objective instanceof Objective.Task
        || (task != Task.REGRESSION
            && target instanceof Target.Label
            && objective instanceof Objective.HalfSquare);
  }

  /** Gives this term as it is in a task. */
  public Term in(Task task) {
    Given.all("task", task);
    return new Term(name, prediction, target, objective.in(task), weight);
  }

  /** Gives this term with another weight. */
  public Term withWeight(Weight other) {
    return new Term(name, prediction, target, objective, other);
  }

  @Override
  public String toString() {
    return "%s: %s of %s to %s, weight %s".formatted(name, objective, prediction, target, weight);
  }
}
