package dev.espalier.check;

import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.ParameterSpec;
import java.util.List;

/**
 * A layer whose shapes are known.
 *
 * @param description the layer as described
 * @param input the shape of one input sample
 * @param output the shape of one output sample
 * @param parameters its parameters in their fixed order
 */
public record CheckedLayer(
    NamedLayer description, Dims input, Dims output, List<ParameterSpec> parameters) {

  /** Copies the parameters. */
  public CheckedLayer {
    Given.all(
        "description", description, "input", input, "output", output, "parameters", parameters);
    parameters = List.copyOf(parameters);
  }

  /** Gives the layer's name. */
  public String name() {
    return description.name();
  }

  /** Gives the layer without name and activation. */
  public Layer layer() {
    return description.layer();
  }

  /** Gives the function after the layer. */
  public Activation activation() {
    return description.activation();
  }

  /** Gives the number of trained values. */
  public long trainable() {
    return parameters.stream()
        .filter(ParameterSpec::trainable)
        .mapToLong(ParameterSpec::count)
        .sum();
  }

  /** Gives the number of values that training updates without a gradient. */
  public long statistics() {
    return parameters.stream().mapToLong(ParameterSpec::count).sum() - trainable();
  }

  @Override
  public String toString() {
    return description + " " + input + " -> " + output;
  }
}
