package dev.espalier.describe.optimizer;

import dev.espalier.describe.problem.Given;
import java.util.List;

/**
 * A function of the library that updates all parameters in one call, and computes what an
 * optimizer's text says.
 *
 * @param function its name
 * @param states the running values that it takes, in order; one that the optimizer has not is empty
 * @param settings the numbers and choices that it takes after them
 */
public record Kernel(String function, List<String> states, List<Object> settings) {
  /** Copies the lists. */
  public Kernel {
    Given.all("function", function, "states", states, "settings", settings);
    states = List.copyOf(states);
    settings = List.copyOf(settings);
  }
}
