package dev.espalier.methods.reverse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A layer with its trained values, as a reverse rule sees it; its activation is reversed apart.
 *
 * @param name the layer's name
 * @param input the shape of one input sample
 * @param output the shape of one output sample
 * @param parameters the layer's parameters by their own names, such as {@code weight}, in FLOAT64
 * @param forward gives outputs {@code (batch, ...)} for inputs {@code (batch, ...)} in FLOAT64, in
 *     evaluation mode; gradients by the input flow where the thread records them
 * @param route how the equations of convolutions are to be solved
 * @param manager what owns arrays that the rule keeps; they are on its device
 */
public record TrainedLayer(
    String name,
    Dims input,
    Dims output,
    Map<String, NDArray> parameters,
    UnaryOperator<NDArray> forward,
    ConvolutionRoute route,
    NDManager manager) {

  /** Copies the map in its order. */
  public TrainedLayer {
    Given.all(
        "name",
        name,
        "input",
        input,
        "output",
        output,
        "parameters",
        parameters,
        "forward",
        forward,
        "route",
        route,
        "manager",
        manager);
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /**
   * Gives a parameter.
   *
   * @throws IllegalArgumentException if the layer has none of that name
   */
  public NDArray parameter(String parameter) {
    Given.all("parameter", parameter);
    NDArray found = parameters.get(parameter);
    if (found == null) {
      throw new IllegalArgumentException(
          "layer %s: it has no parameter '%s', only %s."
              .formatted(name, parameter, parameters.keySet()));
    }
    return found;
  }

  @Override
  public String toString() {
    return name + " " + input + " -> " + output;
  }
}
