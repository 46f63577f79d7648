package dev.espalier.describe.value;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;

/**
 * A parameter that a layer needs once its input's shape is known.
 *
 * @param name the name within its layer, such as {@code weight}
 * @param dims the shape
 * @param fanIn the number of inputs that one output sums over, for initialisers
 * @param fanOut the number of outputs that one input reaches, for initialisers
 * @param initial how it starts
 * @param trainable whether gradients train it; false for running statistics
 */
public record ParameterSpec(
    String name, Dims dims, long fanIn, long fanOut, Initial initial, boolean trainable) {

  /** Refuses explicit values whose number is not that of the shape. */
  public ParameterSpec {
    Given.all("name", name, "dims", dims, "initial", initial);
    if (dims.rank() < initial.leastAxes()) {
      throw new MisfitException(
          "parameter '%s' has shape %s, and cannot start as %s, which needs at least %s axes"
              .formatted(name, dims, initial, initial.leastAxes()),
          "zeros()");
    }
    if (initial instanceof Initial.Values values && values.values().length != dims.count()) {
      throw new MisfitException(
          "parameter '%s' has shape %s and takes %s values, but %s were given"
              .formatted(name, dims, dims.count(), values.values().length),
          dims.count() + " values in row-major order");
    }
  }

  /** Gives a trained parameter. */
  public static ParameterSpec trained(
      String name, Dims dims, long fanIn, long fanOut, Initial initial) {
    return new ParameterSpec(name, dims, fanIn, fanOut, initial, true);
  }

  /** Gives a statistic that training updates without a gradient. */
  public static ParameterSpec statistic(String name, Dims dims, Initial initial) {
    return new ParameterSpec(name, dims, 1, 1, initial, false);
  }

  /** Gives this parameter under a name with a prefix and a dot before it. */
  public ParameterSpec under(String prefix) {
    Given.all("prefix", prefix);
    return new ParameterSpec(prefix + "." + name, dims, fanIn, fanOut, initial, trainable);
  }

  /** Gives the number of values. */
  public int count() {
    return Math.toIntExact(dims.count());
  }
}
