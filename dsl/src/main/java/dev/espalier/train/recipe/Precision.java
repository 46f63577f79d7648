package dev.espalier.train.recipe;

import ai.djl.ndarray.types.DataType;

/** The numbers that a training computes with. */
public enum Precision {
  /** 32-bit floating point, the default. */
  FLOAT32,
  /** 64-bit floating point. */
  FLOAT64,
  /**
   * 32-bit floating point, and bfloat16 where a training multiplies: in training passes, dense and
   * convolution layers take 16-bit copies of input and weight, and give 32-bit numbers.
   *
   * <p>Parameters, optimizer state, gradients as they arrive, normalisations, recurrent layers,
   * likenesses, losses and all sums stay at 32 bits, so no loss is scaled. Evaluation, the values
   * of frozen guides and grades, exports, and a user's own blocks compute with 32 bits throughout.
   */
  MIXED;

  /** Gives the type of parameters, losses and sums. */
  public DataType type() {
    return this == FLOAT64 ? DataType.FLOAT64 : DataType.FLOAT32;
  }
}
