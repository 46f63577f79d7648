package dev.espalier.describe.optimizer;

import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Describes an optimizer by text; a persistent value, so every call returns a new one. */
public final class OptimizerText {
  private static final List<String> KNOWN = List.of("p", "g", "step", "rate");

  private static final Setting<List<String>> STATES = new Setting<>("running values", List.of());
  private static final Setting<Optional<String>> UPDATE =
      new Setting<>("the update", Optional.empty());

  private final String name;
  private final Choices choices;

  private OptimizerText(String name, Choices choices) {
    this.name = name;
    this.choices = choices;
  }

  static OptimizerText empty(String name) {
    return new OptimizerText(name, Choices.of("optimizer '" + name + "'"));
  }

  /** Adds a running value of each parameter, of the parameter's shape, which starts at 0. */
  public OptimizerText state(String state) {
    Given.all("state", state);
    Choices noted = choices.once("state '" + state + "'", "a running value");
    return new OptimizerText(name, noted.plus(STATES, state));
  }

  /** Sets the update, see {@link Optimizer#update}. */
  public OptimizerText update(String text) {
    Given.all("text", text);
    return new OptimizerText(
        name, choices.with(UPDATE, Optional.of(text), "'" + text.strip() + "'"));
  }

  Optimizer build() {
    return new ByText(
        name,
        choices.get(STATES),
        choices
            .get(UPDATE)
            .orElseThrow(
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
    return "optimizer " + name + " with " + choices.get(STATES);
  }
}
