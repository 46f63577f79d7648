package dev.espalier.describe.layer;

import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.ParameterSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * What one input of a layer's formula stands for.
 *
 * @param source what it is
 * @param index which branch or parameter of the layer, from 0
 */
public record Argument(Source source, int index) {
  /** Refuses null. */
  public Argument {
    Given.all("source", source);
  }

  /** What an input may be. */
  public enum Source {
    /** The layer's input. */
    INPUT,
    /** Numbers drawn for the pass. */
    NOISE,
    /** Which steps are real. */
    MASK,
    /** The value of a branch. */
    BRANCH,
    /** A parameter. */
    PARAMETER
  }

  /**
   * Gives what a formula's inputs stand for, in their order.
   *
   * @param specs the layer's parameters
   * @throws MisfitException if one stands for nothing
   */
  public static List<Argument> of(Layer layer, Formula formula, List<ParameterSpec> specs) {
    Given.all("layer", layer, "formula", formula, "specs", specs);
    List<String> branches = layer.branches().stream().map(Branch::name).toList();
    List<String> parameters =
        specs.stream().map(ParameterSpec::name).map(Argument::inFormula).toList();
    List<Argument> arguments = new ArrayList<>();
    for (String input : formula.inputs()) {
      if (input.equals(Layer.INPUT)) {
        arguments.add(new Argument(Source.INPUT, 0));
      } else if (input.equals(Layer.NOISE)) {
        arguments.add(new Argument(Source.NOISE, 0));
      } else if (input.equals(Layer.MASK)) {
        arguments.add(new Argument(Source.MASK, 0));
      } else if (branches.contains(input)) {
        arguments.add(new Argument(Source.BRANCH, branches.indexOf(input)));
      } else if (parameters.contains(input)) {
        arguments.add(new Argument(Source.PARAMETER, parameters.indexOf(input)));
      } else {
        throw new MisfitException(
            "the formula of %s has the input '%s', which is none of x, noise, mask, its parameters %s and its branches %s"
                .formatted(layer, input, parameters, branches),
            "'x'");
      }
    }
    return List.copyOf(arguments);
  }

  /** Gives what a formula calls a parameter: TorchScript's names have no hyphen. */
  public static String inFormula(String parameter) {
    Given.all("parameter", parameter);
    return parameter.replace('-', '_');
  }
}
