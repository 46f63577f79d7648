package dev.espalier.compile;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import dev.espalier.describe.value.ParameterSpec;
import java.util.ArrayList;
import java.util.List;

/** Parameters that belong to no network, such as those of a likeness, drawn as a network's are. */
public final class FreeParameters {
  private FreeParameters() {}

  /**
   * Makes parameters with their first values.
   *
   * @param scope the name of what they belong to, from which the values are drawn
   * @param manager what owns them, and decides on the device
   * @param type FLOAT32 or FLOAT64
   * @param seed the run's seed
   */
  public static List<NamedParameter> of(
      String scope, List<ParameterSpec> specs, NDManager manager, DataType type, long seed) {
    List<NamedParameter> made = new ArrayList<>();
    List<Parameter> parameters = Assembly.parameters(scope, specs, seed);
    for (int i = 0; i < specs.size(); i++) {
      Parameter parameter = parameters.get(i);
      parameter.initialize(manager, type);
      made.add(
          new NamedParameter(
              specs.get(i).name(), parameter.getArray(), specs.get(i).trainable(), 0));
    }
    return List.copyOf(made);
  }
}
