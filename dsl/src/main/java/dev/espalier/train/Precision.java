package dev.espalier.train;

/** The numbers that a training computes with. */
public enum Precision {
  /** 32-bit floating point, the default. */
  FLOAT32,
  /** 64-bit floating point. */
  FLOAT64
}
