package dev.espalier.describe.value;

import dev.espalier.describe.problem.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** What of a kind the class path has, by name: Espalier's own and anyone else's alike. */
public final class Registry {
  private Registry() {}

  /**
   * Gives all of a kind by name, sorted, each as its constructor without arguments makes it.
   *
   * @throws IllegalArgumentException if one cannot be made, or two have one name
   */
  public static <T extends Named> SortedMap<String, T> all(Class<T> kind) {
    Given.all("kind", kind);
    SortedMap<String, T> found = new TreeMap<>();
    for (T each : load(kind)) {
      T other = found.put(each.name(), each);
      if (other != null) {
        throw new IllegalArgumentException(
            "%s '%s': the classes %s and %s both have the name, needed one. Try another name."
                .formatted(
                    word(kind),
                    each.name(),
                    other.getClass().getName(),
                    each.getClass().getName()));
      }
    }
    return found;
  }

  /**
   * Gives the one of a name.
   *
   * @throws IllegalArgumentException if there is none; lists those there are
   */
  public static <T extends Named> T named(Class<T> kind, String name) {
    Given.all("kind", kind, "name", name);
    Map<String, T> found = all(kind);
    T one = found.get(name);
    if (one == null) {
      throw new IllegalArgumentException(
          "%s '%s': none of that name is on the class path, there are %s. Try one of these, or adding the jar that has it."
              .formatted(word(kind), name, found.keySet()));
    }
    return one;
  }

  private static <T> List<T> load(Class<T> kind) {
    List<T> all = new ArrayList<>();
    try {
      ServiceLoader.load(kind).forEach(all::add);
      if (all.isEmpty()) {
        // A thread whose own loader does not see the library, as in a container.
        ServiceLoader.load(kind, kind.getClassLoader()).forEach(all::add);
      }
    } catch (ServiceConfigurationError e) {
      throw new IllegalArgumentException(
          "%s: one on the class path cannot be made: %s. Try a public class with a public constructor without arguments."
              .formatted(word(kind), e.getMessage()),
          e);
    }
    return all;
  }

  private static String word(Class<?> kind) {
    String name = kind.getSimpleName();
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
