package dev.espalier.report.grid;

import java.util.List;

/** Fills numbers of different lengths up, so that their decimal points stand below each other. */
final class Alignment {
  private Alignment() {}

  /**
   * Gives the texts with what is missing behind them to the longest fraction.
   *
   * @param numbers the numbers as they are shown
   * @param digit what fills a digit's place
   * @param point what fills the place of the point
   */
  static List<String> byPoint(List<String> numbers, String digit, String point) {
    int longest = numbers.stream().mapToInt(Alignment::fraction).max().orElse(0);
    if (longest == 0) {
      return numbers;
    }
    return numbers.stream().map(text -> filled(text, longest, digit, point)).toList();
  }

  private static String filled(String text, int longest, String digit, String point) {
    int own = fraction(text);
    if (own > 0) {
      return text + digit.repeat(longest - own);
    }
    boolean whole = !text.isEmpty() && Character.isDigit(text.charAt(text.length() - 1));
    return whole ? text + point + digit.repeat(longest) : text;
  }

  private static int fraction(String text) {
    int dot = text.indexOf('.');
    return dot < 0 ? 0 : text.length() - dot - 1;
  }
}
