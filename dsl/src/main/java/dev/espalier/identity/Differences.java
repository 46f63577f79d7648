package dev.espalier.identity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** In which keys two trainings differ, in words. */
public final class Differences {
  private static final int SHOWN = 3;
  private static final int LONGEST = 120;
  private static final String NOTHING = "nothing";

  private final Map<String, String> texts = new LinkedHashMap<>();

  private Differences() {}

  /**
   * Compares keys.
   *
   * @param found what a checkpoint holds
   * @param needed what the training at hand has
   * @param leftOut keys that are not compared, nor anything below them
   */
  public static Differences between(
      Map<String, String> found, Map<String, String> needed, Collection<String> leftOut) {
    Differences differences = new Differences();
    List<String> done = new ArrayList<>(leftOut);
    List<String> keys = new ArrayList<>(needed.keySet());
    found.keySet().stream().filter(key -> !needed.containsKey(key)).forEach(keys::add);
    for (String key : keys) {
      String before = found.getOrDefault(key, NOTHING);
      String now = needed.getOrDefault(key, NOTHING);
      if (!before.equals(now) && done.stream().noneMatch(above -> isWithin(key, above))) {
        differences.texts.put(
            key, "%s: found %s, needed %s".formatted(shown(key), shown(before), shown(now)));
        done.add(key);
      }
    }
    return differences;
  }

  /** Says whether there is none. */
  public boolean isEmpty() {
    return texts.isEmpty();
  }

  /** Gives the first ones, and how many there are besides. */
  public String text() {
    String first = String.join("; ", texts.values().stream().limit(SHOWN).toList());
    int more = texts.size() - SHOWN;
    return more > 0 ? "%s; and %s more".formatted(first, more) : first;
  }

  private static boolean isWithin(String key, String above) {
    return key.startsWith(above)
        && (key.length() == above.length() || ".[".indexOf(key.charAt(above.length())) >= 0);
  }

  private static String shown(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }

  @Override
  public String toString() {
    return text();
  }
}
