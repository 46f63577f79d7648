package dev.espalier.describe.problem;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Makes text from elsewhere fit to stand in a message: a line of readable length, without
 * characters that a terminal would obey.
 */
public final class Shown {
  private static final int LONGEST_NAME = 60;
  private static final int LONGEST_WORD = 300;
  private static final int LONGEST = 2_000;

  private Shown() {}

  /**
   * Gives a text with control characters as their codes and with what is very long cut out: words
   * of more than 300 characters, and all but the ends of more than 2,000.
   */
  public static String of(String text) {
    if (text.length() <= LONGEST_WORD) {
      return plain(text);
    }
    String words =
        Arrays.stream(text.split(" ", -1))
            .map(word -> cut(word, LONGEST_WORD))
            .collect(Collectors.joining(" "));
    return plain(cut(words, LONGEST));
  }

  /** Gives a name likewise, of which the first and last characters tell enough. */
  public static String name(String text) {
    return plain(cut(text, LONGEST_NAME));
  }

  private static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int head = longest * 3 / 4;
    int tail = longest / 8;
    return "%s... (%s characters) ...%s"
        .formatted(
            text.substring(0, head),
            String.format(Locale.ROOT, "%,d", text.length() - head - tail),
            text.substring(text.length() - tail));
  }

  private static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              if (point == '\n') {
                plain.append("\\n");
              } else if (point == '\t') {
                plain.append("\\t");
              } else if (obeyed(point)) {
                plain.append(String.format(Locale.ROOT, "\\u%04X", point));
              } else {
                plain.appendCodePoint(point);
              }
            });
    return plain.toString();
  }

  private static boolean obeyed(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  /** Gives a number with its noun: {@code 1 stage}, {@code 2 stages}. */
  public static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
