package dev.espalier.compile;

import ai.djl.ndarray.NDArray;

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

  @Override
  public String toString() {
    return name + " " + array.getShape();
  }
}
