package dev.espalier.train;

import dev.espalier.check.CheckedHierarchy;
import java.util.Objects;

/** One method after another, on the same networks. */
record Sequence(TrainingMethod first, TrainingMethod second) implements TrainingMethod {

  Sequence {
    Objects.requireNonNull(first, "first");
    if (second == null) {
      throw new IllegalArgumentException(
          "then(null): needed a method after '%s'. Try supervised().".formatted(first.name()));
    }
  }

  @Override
  public String name() {
    return first.name() + "+" + second.name();
  }

  @Override
  public Plan plan(CheckedHierarchy hierarchy) {
    return PlanChecks.plan(first, hierarchy)
        .then(PlanChecks.plan(second, hierarchy))
        .namingUnused(hierarchy);
  }
}
