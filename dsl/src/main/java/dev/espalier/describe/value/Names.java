package dev.espalier.describe.value;

import dev.espalier.describe.problem.Shown;
import java.util.regex.Pattern;

/** The rule that every name of a network, a layer or a hierarchy follows. */
public final class Names {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

  private static final int LONGEST = 200;

  private Names() {}

  public static void require(String kind, String name) {
    if (name.length() > LONGEST) {
      throw new IllegalArgumentException(
          "%s '%s': a name has at most %s characters, this one %s. Try '%s'."
              .formatted(kind, Shown.name(name), LONGEST, name.length(), repaired(name)));
    }
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "%s '%s': a name starts with a letter and has letters, digits, '_' and '-' only. Try '%s'."
              .formatted(kind, Shown.name(name), repaired(name)));
    }
  }

  private static String repaired(String name) {
    String start = name.length() > LONGEST ? name.substring(0, 20) : name;
    String kept = start.replaceAll("[^A-Za-z0-9_-]", "_").replaceAll("^[^A-Za-z]+", "");
    return kept.isEmpty() ? "h1" : kept;
  }
}
