package dev.espalier.compile;

import ai.djl.ndarray.NDArray;

/** A layer or an activation, compiled: from one value {@code (batch, ...)} to the next. */
@FunctionalInterface
interface LayerStep {
  /** Gives the input itself. */
  LayerStep IDENTITY = (input, call) -> input;

  NDArray apply(NDArray input, Call call);
}
