package dev.espalier.zoo.store;

import java.util.Collection;
import java.util.Comparator;
import java.util.regex.Pattern;

/** The rule that versions follow: three numbers with dots between. */
public final class Versions {
  /** The version of a model that has none yet. */
  static final String FIRST = "1.0.0";

  /** From the oldest to the newest. */
  public static final Comparator<String> ORDER =
      Comparator.comparingInt((String version) -> number(version, 0))
          .thenComparingInt(version -> number(version, 1))
          .thenComparingInt(version -> number(version, 2));

  private static final Pattern VERSION =
      Pattern.compile("(0|[1-9][0-9]{0,8})\\.(0|[1-9][0-9]{0,8})\\.(0|[1-9][0-9]{0,8})");

  private Versions() {}

  public static boolean fits(String version) {
    return VERSION.matcher(version).matches();
  }

  public static void require(String version) {
    if (!fits(version)) {
      throw new IllegalArgumentException(
          "version '%s': needed three numbers with dots between. Try 1.2.0.".formatted(version));
    }
  }

  /** Gives the version after the newest: its last number is one higher. */
  public static String after(Collection<String> taken) {
    return taken.stream()
        .max(ORDER)
        .map(last -> number(last, 0) + "." + number(last, 1) + "." + (number(last, 2) + 1))
        .orElse(FIRST);
  }

  private static int number(String version, int part) {
    return Integer.parseInt(version.split("\\.", -1)[part]);
  }
}
