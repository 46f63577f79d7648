package dev.espalier.report.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/**
 * The way numbers are written in reports: four significant digits, never by the machine's locale.
 */
public final class Numbers {
  private static final MathContext DIGITS = new MathContext(4);

  private Numbers() {}

  /**
   * Gives a number with at most four significant digits: {@code 0.9512}, {@code 12}, {@code
   * 1.234e-06}; {@code NaN}, {@code Inf} and {@code -Inf} where it is not finite.
   */
  public static String text(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "Inf" : "-Inf";
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    return exponent < -4 || exponent > 6
        ? String.format(Locale.ROOT, "%se%+03d", rounded.movePointLeft(exponent), exponent)
        : rounded.toPlainString();
  }

  /** Gives a whole number with all its digits. */
  public static String whole(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.0f", value) : text(value);
  }

  /** Gives a whole number with its thousands apart, {@code 12,345}. */
  public static String grouped(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Gives a duration, {@code 0.42 s}, {@code 3 min 5 s} or {@code 2 h 10 min}. */
  public static String duration(double seconds) {
    if (!(seconds >= 60) || Double.isInfinite(seconds)) {
      return text(seconds) + " s";
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? whole / 60 + " min " + whole % 60 + " s"
        : whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }
}
