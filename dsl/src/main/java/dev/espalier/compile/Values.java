package dev.espalier.compile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;

/** Changes of parameters in place, outside of what gradients record. */
final class Values {
  private Values() {}

  static void copy(NDArray source, NDArray target) {
    boolean trains = target.hasGradient();
    if (trains) {
      target.setRequiresGradient(false);
    }
    target.set(new NDIndex("..."), source);
    if (trains) {
      target.setRequiresGradient(true);
    }
  }

  static void zero(NDArray target) {
    try (NDArray zeros = target.zerosLike()) {
      copy(zeros, target);
    }
  }
}
