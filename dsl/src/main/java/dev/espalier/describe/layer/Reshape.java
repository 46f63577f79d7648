package dev.espalier.describe.layer;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;

/**
 * Any shape to another of the same number of values, row-major.
 *
 * @param dims the new shape
 */
public record Reshape(Dims dims) implements Layer {
  /** Refuses null. */
  public Reshape {
    Given.all("dims", dims);
  }

  @Override
  public String kind() {
    return "reshape";
  }

  @Override
  public Dims outputOf(Dims in) {
    if (in.count() != dims.count()) {
      throw new MisfitException(
          "reshape%s has %s values, but receives %s with %s"
              .formatted(dims, dims.count(), in, in.count()),
          "a shape of " + in.count() + " values");
    }
    return dims;
  }

  @Override
  public String toString() {
    return "reshape" + dims;
  }
}
