package dev.espalier.train.plan;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Named;

/**
 * A way to train a hierarchy: a planner, not a loop.
 *
 * <p>Third parties add one by implementing this and naming the class, which then needs a public
 * constructor without arguments, under {@code META-INF/services}; {@link MethodRegistry} finds it
 * by name.
 *
 * <p>A checkpoint compares what a plan consists of. Solvers, transforms and schedules that a method
 * brings are best records, which are compared by themselves; any other class that has fields says
 * what it is by {@link dev.espalier.describe.value.Identified}, or a training with it is not
 * resumed.
 */
public interface TrainingMethod extends Named {

  /** Gives the method's name, lower case with dashes, such as {@code sal}. */
  @Override
  String name();

  /**
   * Gives the stages that train a hierarchy. Pure: the same hierarchy gives an equal plan.
   *
   * <p>Guidance of the hierarchy that no term of the plan uses becomes a rule of the plan and a
   * note in the run's log when it is trained; {@link Plan#withNotes} says so in the plan before.
   *
   * @throws PlanException if the hierarchy is not one that this method can train
   */
  Plan plan(CheckedHierarchy hierarchy);

  /** Gives the method that runs this one, then another on the networks as this one left them. */
  default TrainingMethod then(TrainingMethod next) {
    Given.all("next", next);
    return new Sequence(this, next);
  }
}
