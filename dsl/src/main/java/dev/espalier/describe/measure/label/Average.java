package dev.espalier.describe.measure.label;

import java.util.Locale;

/** How the numbers of several classes become one, as scikit-learn's {@code average=} has it. */
public enum Average {
  /** The mean over the classes that are there or were predicted, each counting as much. */
  MACRO,
  /** Over all samples at once; with one label a sample it is the accuracy. */
  MICRO,
  /** The mean over the classes, each counting as often as it is there. */
  WEIGHTED;

  /** Gives a measure's name with this average, such as {@code weightedPrecision}. */
  public String of(String measure) {
    return this == MACRO
        ? measure
        : name().toLowerCase(Locale.ROOT)
            + measure.substring(0, 1).toUpperCase(Locale.ROOT)
            + measure.substring(1);
  }
}
