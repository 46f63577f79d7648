package dev.espalier.describe.optimizer;

import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Once;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Describes an optimizer by text; a persistent value, so every call returns a new one. */
public final class OptimizerText {
  private static final List<String> KNOWN = List.of("p", "g", "step", "rate");

  private final String name;
  private final List<String> states;
  private final Optional<String> update;
  private final Once once;

  private OptimizerText(String name, List<String> states, Optional<String> update, Once once) {
    this.name = name;
    this.states = states;
    this.update = update;
    this.once = once;
  }

  static OptimizerText empty(String name) {
    return new OptimizerText(
        name, List.of(), Optional.empty(), Once.of("optimizer '" + name + "'"));
  }

  /** Adds a running value of each parameter, of the parameter's shape, which starts at 0. */
  public OptimizerText state(String state) {
    Given.all("state", state);
    return new OptimizerText(
        name,
        Stream.concat(states.stream(), Stream.of(state)).toList(),
        update,
        once.given("state '" + state + "'", "a running value"));
  }

  /** Sets the update, see {@link Optimizer#update}. */
  public OptimizerText update(String text) {
    Given.all("text", text);
    return new OptimizerText(
        name, states, Optional.of(text), once.given("the update", "'" + text.strip() + "'"));
  }

  Optimizer build() {
    return new ByText(
        name,
        states,
        update.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "optimizer '%s': it has no update. Try update(\"p - rate * g\")."
                        .formatted(name))));
  }

  /** Gives a text over a parameter, its gradient and its running values as a formula. */
  static Formula formula(String name, List<String> states, String update) {
    List<String> inputs = new ArrayList<>(KNOWN);
    inputs.addAll(states);
    return Formula.of(name, inputs, update).giving(1 + states.size());
  }

  /** An optimizer whose update is a text of the user's. */
  private record ByText(String name, List<String> states, String update) implements Optimizer {
    ByText {
      states = List.copyOf(states);
      OptimizerText.formula(name, states, update);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @Override
  public String toString() {
    return "optimizer " + name + " with " + states;
  }
}
