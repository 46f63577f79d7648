package dev.espalier.describe.problem;

/**
 * Thrown where a shape does not fit, such as by a layer that cannot take it; the checker turns it
 * into a {@link Problem} with its place.
 */
public final class MisfitException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String what;
  private final String advice;

  /**
   * Says what does not fit.
   *
   * @param what what was found and needed, without a full stop
   * @param advice what follows "Try "
   */
  public MisfitException(String what, String advice) {
    super(what + ". Try " + advice + ".");
    this.what = what;
    this.advice = advice;
  }

  /** Gives what was found and what was needed. */
  public String what() {
    return what;
  }

  /** Gives what follows "Try ". */
  public String advice() {
    return advice;
  }
}
