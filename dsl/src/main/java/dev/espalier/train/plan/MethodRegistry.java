package dev.espalier.train.plan;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Registry;
import java.util.List;
import java.util.Map;

/** The methods found on the class path, with their default settings. */
public final class MethodRegistry {
  private MethodRegistry() {}

  /** Gives every method by its name, sorted. */
  public static Map<String, TrainingMethod> all() {
    return Registry.all(TrainingMethod.class);
  }

  /**
   * Gives the method of a name.
   *
   * @throws PlanException if there is none; lists those there are
   */
  public static TrainingMethod named(String name) {
    Given.all("name", name);
    Map<String, TrainingMethod> methods = all();
    TrainingMethod found = methods.get(name);
    if (found == null) {
      throw new PlanException(
          "method '" + name + "'",
          List.of(
              new Problem(
                  "class path",
                  "no method '%s' was found; there are %s".formatted(name, methods.keySet()),
                  "one of these, or adding the jar that has it")));
    }
    return found;
  }
}
