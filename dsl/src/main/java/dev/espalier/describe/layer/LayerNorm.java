package dev.espalier.describe.layer;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import java.util.List;

/**
 * Layer normalisation over the last axes of each sample (arXiv 1607.06450): {@code gamma (x - mean)
 * / sqrt(var + epsilon) + beta}.
 *
 * <p>Parameters: {@code gamma} and {@code beta}, of the shape of the axes normalised over.
 *
 * @param axes how many of the last axes are normalised together; default 1
 * @param epsilon added to the variance; default 1e-5
 */
public record LayerNorm(int axes, double epsilon) implements Layer {

  /** Refuses settings out of their range. */
  public LayerNorm {
    if (axes < 1 || !(epsilon > 0 && epsilon <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "layerNorm: axes %s must be at least 1 and epsilon %s above 0. Try 1 and 1e-5."
              .formatted(axes, epsilon));
    }
  }

  /** Gives the layer with its default settings. */
  public static LayerNorm standard() {
    return new LayerNorm(1, 1e-5);
  }

  /** Gives this layer over another number of last axes. */
  public LayerNorm axes(int value) {
    return new LayerNorm(value, epsilon);
  }

  /** Gives this layer with another epsilon. */
  public LayerNorm epsilon(double value) {
    return new LayerNorm(axes, value);
  }

  @Override
  public String kind() {
    return "layerNorm";
  }

  @Override
  public Dims outputOf(Dims in) {
    if (in.rank() < axes) {
      throw new MisfitException(
          "%s normalises over %s axes, but receives %s".formatted(this, axes, in),
          "axes(" + in.rank() + ")");
    }
    return in;
  }

  /** Gives the shape of the axes that are normalised together. */
  public Dims normalized(Dims in) {
    Given.all("in", in);
    return new Dims(in.sizes().subList(in.rank() - axes, in.rank()));
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    Dims dims = normalized(in);
    long count = dims.count();
    return List.of(
        ParameterSpec.trained("gamma", dims, count, count, Initial.ones()),
        ParameterSpec.trained("beta", dims, count, count, Initial.zeros()));
  }

  @Override
  public String toString() {
    return "layerNorm()";
  }
}
