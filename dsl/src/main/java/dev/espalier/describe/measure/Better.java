package dev.espalier.describe.measure;

import java.util.Locale;

/** Which values of a measure are better. */
public enum Better {
  /** The larger the better, as of an accuracy. */
  LARGER,
  /** The smaller the better, as of an error. */
  SMALLER;

  /** Gives the value with the sign that makes smaller ones better. */
  public double cost(double value) {
    return this == LARGER ? -value : value;
  }

  /** Says whether the first of two values is strictly better. */
  public boolean isBetter(double value, double than) {
    return this == LARGER ? value > than : value < than;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT) + " is better";
  }
}
