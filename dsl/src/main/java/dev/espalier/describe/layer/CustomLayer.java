package dev.espalier.describe.layer;

import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.value.Dims;

/**
 * A layer that does not say what it computes, such as a tensor library's own block; {@code
 * Espalier.block(...)} makes one.
 *
 * <p>It can be trained, but neither exported nor written into a document.
 */
public interface CustomLayer extends Layer {

  @Override
  default String kind() {
    return "block";
  }

  /**
   * Has none to give.
   *
   * @throws IllegalStateException always
   */
  @Override
  default Formula formula(Dims in) {
    throw new IllegalStateException(
        this + ": a custom layer has no formula. Try Espalier.script(...), which has one.");
  }
}
