package dev.espalier.train.plan;

/** How the networks that a stage trains start it. */
public enum Start {
  /** As they are: their initial values, or what earlier stages left. */
  AS_IS,
  /** As they are, but with an output layer of zeros, so that they predict 0 at first. */
  ZERO_OUTPUT
}
