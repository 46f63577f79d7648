package dev.espalier.describe.problem;

/**
 * One thing that is wrong, in words a stranger understands.
 *
 * @param where the place, such as {@code layer small.h} or {@code guidance big.h -> big2.h}
 * @param what what was found and what was needed, without a closing full stop
 * @param advice what to try, as a sentence that follows "Try "; empty where the text says it all
 */
public record Problem(String where, String what, String advice) {

  /** Makes the texts fit to be shown: on a line, and of readable length. */
  public Problem {
    Given.all("where", where, "what", what, "advice", advice);
    where = Shown.of(where);
    what = Shown.of(what);
    advice = Shown.of(advice);
  }

  /** Gives a problem whose advice is already part of {@code what}. */
  public static Problem of(String where, String what) {
    return new Problem(where, what, "");
  }

  /** Gives the problem that a layer's own complaint makes at a place. */
  public static Problem at(String where, MisfitException misfit) {
    Given.all("misfit", misfit);
    return new Problem(where, misfit.what(), misfit.advice());
  }

  @Override
  public String toString() {
    return where + ": " + what + "." + (advice.isEmpty() ? "" : " Try " + advice + ".");
  }
}
