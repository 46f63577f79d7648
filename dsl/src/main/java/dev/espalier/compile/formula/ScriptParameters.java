package dev.espalier.compile.formula;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import java.util.ArrayList;
import java.util.List;

/** The parameters of a {@link ScriptLayer} while they are named; a persistent value. */
public final class ScriptParameters {
  private final List<ParameterSpec> specs;

  private ScriptParameters(List<ParameterSpec> specs) {
    this.specs = specs;
  }

  static ScriptParameters none() {
    return new ScriptParameters(List.of());
  }

  /** Adds a trained parameter that starts as ones. */
  public ScriptParameters ones(String name, long... dims) {
    return trained(name, Initial.ones(), dims);
  }

  /** Adds a trained parameter that starts as zeros. */
  public ScriptParameters zeros(String name, long... dims) {
    return trained(name, Initial.zeros(), dims);
  }

  /**
   * Adds a trained parameter.
   *
   * @param initial how it starts; its fan-in are the axes after the first, as a weight's are
   */
  public ScriptParameters trained(String name, Initial initial, long... dims) {
    Given.all("name", name, "initial", initial, "dims", dims);
    Dims shape = Dims.of(dims);
    long outputs = shape.rank() == 0 ? 1 : shape.size(0);
    long inputs = shape.rank() < 2 ? outputs : shape.count() / outputs;
    return with(ParameterSpec.trained(name, shape, inputs, outputs, initial));
  }

  /** Adds values that gradients do not train. */
  public ScriptParameters statistic(String name, Initial initial, long... dims) {
    Given.all("name", name, "initial", initial, "dims", dims);
    return with(ParameterSpec.statistic(name, Dims.of(dims), initial));
  }

  List<ParameterSpec> specs() {
    return specs;
  }

  private ScriptParameters with(ParameterSpec spec) {
    List<ParameterSpec> more = new ArrayList<>(specs);
    more.add(spec);
    return new ScriptParameters(List.copyOf(more));
  }

  @Override
  public String toString() {
    return specs.stream().map(spec -> spec.name() + spec.dims()).toList().toString();
  }
}
