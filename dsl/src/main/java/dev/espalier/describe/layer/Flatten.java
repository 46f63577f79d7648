package dev.espalier.describe.layer;

import dev.espalier.describe.value.Dims;

/** Any shape to one axis, row-major. */
public record Flatten() implements Layer {

  @Override
  public String kind() {
    return "flatten";
  }

  @Override
  public Dims outputOf(Dims in) {
    return Dims.of(in.count());
  }

  @Override
  public String toString() {
    return "flatten()";
  }
}
