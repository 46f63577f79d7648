package dev.espalier.zoo;

/** How much is read at most, before memory is taken for it. */
final class Limits {
  /** The bytes of a JSON file. */
  static final long DOCUMENT = 32L << 20;

  /** The bytes of a file of tensors; more does not fit into one array. */
  static final long TENSORS = Integer.MAX_VALUE - 64L;

  /** The bytes of the part of a file of tensors that names them. */
  static final int HEADER = 8 << 20;

  /** The layers of one recurrent layer, each of which has tensors of its own. */
  static final int RECURRENT_LAYERS = 1000;

  private Limits() {}
}
