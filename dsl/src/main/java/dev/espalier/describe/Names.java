package dev.espalier.describe;

import java.util.regex.Pattern;

/** The rule that every name of a network, a layer or a hierarchy follows. */
final class Names {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

  private Names() {}

  static void require(String kind, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "%s '%s': a name starts with a letter and has letters, digits, '_' and '-' only. Try '%s'."
              .formatted(kind, name, repaired(name)));
    }
  }

  static void requireTimes(int times) {
    if (times < 0) {
      throw new IllegalArgumentException(
          "repeat(" + times + ", ...): needed a count of at least 0. Try 1.");
    }
  }

  private static String repaired(String name) {
    String kept = name.replaceAll("[^A-Za-z0-9_-]", "_").replaceAll("^[^A-Za-z]+", "");
    return kept.isEmpty() ? "h1" : kept;
  }
}
