package dev.espalier.train.plan;

import dev.espalier.check.CheckedHierarchy;

/** One method after another, on the same networks. */
record Sequence(TrainingMethod first, TrainingMethod second) implements TrainingMethod {

  @Override
  public String name() {
    return first.name() + "+" + second.name();
  }

  @Override
  public Plan plan(CheckedHierarchy hierarchy) {
    return Plan.by(first, hierarchy).then(Plan.by(second, hierarchy)).withNotes(hierarchy);
  }
}
