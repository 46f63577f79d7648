package dev.espalier.compare;

import dev.espalier.describe.Description;
import dev.espalier.describe.problem.Given;
import dev.espalier.train.plan.TrainingMethod;

/**
 * One of those that are compared.
 *
 * @param name the name in tables, unique in its comparison
 * @param description what is trained
 * @param method how
 */
public record Contender(String name, Description description, TrainingMethod method) {
  /** Refuses null, and a name that is blank. */
  public Contender {
    Given.all("name", name, "description", description, "method", method);
    if (name.isBlank()) {
      throw new IllegalArgumentException(
          "compare: the name of a contender is blank, needed one for its row. Try \"%s\"."
              .formatted(method.name()));
    }
  }

  @Override
  public String toString() {
    return name + ": " + description.name() + " by " + method.name();
  }
}
