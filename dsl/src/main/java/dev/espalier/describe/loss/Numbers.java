package dev.espalier.describe.loss;

/** Between which numbers a loss of values is defined. */
public enum Numbers {
  /** All finite ones. */
  ALL(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, "finite numbers"),
  /** Those from 0 on, such as rates and counts. */
  NOT_NEGATIVE(0, Double.POSITIVE_INFINITY, "numbers from 0 on"),
  /** Those from 0 to 1, such as probabilities. */
  UNIT(0, 1, "numbers from 0 to 1");

  private final double least;
  private final double most;
  private final String words;

  Numbers(double least, double most, String words) {
    this.least = least;
    this.most = most;
    this.words = words;
  }

  /** Says whether a number is one of them. */
  public boolean holds(double value) {
    return value >= least && value <= most;
  }

  /** Gives it in words, such as "numbers from 0 to 1". */
  @Override
  public String toString() {
    return words;
  }
}
