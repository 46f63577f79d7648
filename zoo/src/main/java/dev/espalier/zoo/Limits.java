package dev.espalier.zoo;

/** How much is read at most, before memory is taken for it. */
final class Limits {
  /** The bytes of a list of models, or of one model's versions. */
  static final long INDEX = 4L << 20;

  /** The bytes of a model's description. */
  static final long DOCUMENT = 16L << 20;

  /** The bytes of a file of tensors; more does not fit into one array. */
  static final long TENSORS = Integer.MAX_VALUE - 64L;

  /** The networks of a description. */
  static final int NETWORKS = 1000;

  /** The layers of all networks of a description, those inside residuals not counted. */
  static final int LAYERS = 20_000;

  /** The guides of a description, and their links. */
  static final int GUIDES = 10_000;

  /** The files of a zip, each of which is looked at. */
  static final int ZIP_FILES = 20_000;

  /** The bytes of a zip's list of files. */
  static final long ZIP_LIST = 8L << 20;

  private Limits() {}
}
