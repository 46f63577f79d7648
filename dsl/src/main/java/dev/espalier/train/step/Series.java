package dev.espalier.train.step;

/**
 * What a number of each step is, in an epoch's means.
 *
 * @param kind what it belongs to
 * @param name the name of the term, or that under which a batch transform logged it
 */
public record Series(Kind kind, String name) {

  /** What a number belongs to. */
  public enum Kind {
    /** A term's value before its weight. */
    TERM,
    /** The weight of a balanced term. */
    WEIGHT,
    /** What a batch transform logs. */
    MEASURE
  }

  static Series term(String name) {
    return new Series(Kind.TERM, name);
  }

  public static Series weight(String name) {
    return new Series(Kind.WEIGHT, name);
  }

  static Series measure(String name) {
    return new Series(Kind.MEASURE, name);
  }
}
