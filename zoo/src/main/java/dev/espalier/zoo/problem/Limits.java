package dev.espalier.zoo.problem;

/** How much is read at most, before memory is taken for it. */
public final class Limits {
  /** The bytes of a list of models, or of one model's versions. */
  public static final long INDEX = 4L << 20;

  /** The bytes of a model's description. */
  public static final long DOCUMENT = 16L << 20;

  /** The bytes of a file of tensors; more does not fit into one array. */
  public static final long TENSORS = Integer.MAX_VALUE - 64L;

  /** The files of a zip, each of which is looked at. */
  public static final int ZIP_FILES = 20_000;

  /** The bytes of a zip's list of files. */
  public static final long ZIP_LIST = 8L << 20;

  private Limits() {}
}
