package dev.espalier.compile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import dev.espalier.describe.value.ParameterSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * One parameter of a compiled network or projection.
 *
 * @param name the name, {@code layer.parameter}, such as {@code h1.weight}
 * @param array the values; they change in place as they are trained
 * @param trainable whether gradients can train it; false for running statistics. A frozen parameter
 *     is trainable all the same
 * @param layer the index of its layer, from 0
 */
public record NamedParameter(String name, NDArray array, boolean trainable, int layer) {

  /**
   * Makes parameters that belong to no network, such as those of a likeness, with their first
   * values, drawn as a network's are.
   *
   * @param scope the name of what they belong to, from which the values are drawn
   * @param manager what owns them, and decides on the device
   * @param type FLOAT32 or FLOAT64
   * @param seed the run's seed
   */
  public static List<NamedParameter> free(
      String scope, List<ParameterSpec> specs, NDManager manager, DataType type, long seed) {
    List<NamedParameter> made = new ArrayList<>();
    List<Parameter> parameters = Assembly.parameters(scope, specs, seed);
    for (int i = 0; i < specs.size(); i++) {
      ParameterSpec spec = specs.get(i);
      parameters.get(i).initialize(manager, type);
      made.add(new NamedParameter(spec.name(), parameters.get(i).getArray(), spec.trainable(), 0));
    }
    return List.copyOf(made);
  }

  @Override
  public String toString() {
    return name + " " + array.getShape();
  }
}
