package dev.espalier.describe.layer;

import dev.espalier.describe.value.Dims;

/** The input as it is; a place for an activation that follows no other layer. */
public record Identity() implements Layer {

  @Override
  public String kind() {
    return "identity";
  }

  @Override
  public Dims outputOf(Dims in) {
    return in;
  }

  @Override
  public String toString() {
    return "identity()";
  }
}
