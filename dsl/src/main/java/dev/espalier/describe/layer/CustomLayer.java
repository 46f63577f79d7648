package dev.espalier.describe.layer;

/**
 * A layer that is not described here, such as a tensor library's own block; {@code
 * Espalier.block(...)} makes one.
 *
 * <p>It can be trained, but only targets that know it can export it.
 */
public non-sealed interface CustomLayer extends Layer {

  @Override
  default String kind() {
    return "block";
  }
}
