package dev.espalier.describe.value;

import dev.espalier.describe.problem.Given;
import java.lang.ref.SoftReference;
import java.util.Collections;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/** What of a kind the class path has, by name: Espalier's own and anyone else's alike. */
public final class Registry {
  // A document asks at each of its layers, and looking takes milliseconds.
  private static final Map<ClassLoader, SoftReference<Map<Class<?>, SortedMap<String, ?>>>> FOUND =
      Collections.synchronizedMap(new WeakHashMap<>());

  private Registry() {}

  /**
   * Gives all of a kind by name, sorted, each as its constructor without arguments makes it.
   *
   * @throws IllegalArgumentException if one cannot be made, or two have one name
   */
  @SuppressWarnings("unchecked") // find() made it for the kind
  public static <T extends Named> SortedMap<String, T> all(Class<T> kind) {
    Given.all("kind", kind);
    return (SortedMap<String, T>) known().computeIfAbsent(kind, absent -> find(kind));
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

  /** Gives what was found so far by the thread's class loader, or the system's. */
  private static Map<Class<?>, SortedMap<String, ?>> known() {
    ClassLoader own = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = own == null ? ClassLoader.getSystemClassLoader() : own;
    SoftReference<Map<Class<?>, SortedMap<String, ?>>> kept = FOUND.get(loader);
    Map<Class<?>, SortedMap<String, ?>> known = kept == null ? null : kept.get();
    if (known == null) {
      known = new ConcurrentHashMap<>();
      FOUND.put(loader, new SoftReference<>(known));
    }
    return known;
  }

  private static <T extends Named> SortedMap<String, T> find(Class<T> kind) {
    SortedMap<String, T> found = new TreeMap<>();
    try {
      ServiceLoader.load(kind).forEach(each -> add(kind, each, found));
      if (found.isEmpty()) {
        // A thread whose own loader does not see the library, as in a container.
        ServiceLoader.load(kind, kind.getClassLoader()).forEach(each -> add(kind, each, found));
      }
    } catch (ServiceConfigurationError e) {
      throw new IllegalArgumentException(
          "%s: one on the class path cannot be made: %s. Try a public class with a public constructor without arguments."
              .formatted(word(kind), e.getMessage()),
          e);
    }
    return Collections.unmodifiableSortedMap(found);
  }

  private static <T extends Named> void add(Class<T> kind, T each, Map<String, T> found) {
    T other = found.put(Given.result("name", each.name()), each);
    if (other != null && other.getClass() != each.getClass()) {
      throw new IllegalArgumentException(
          "%s '%s': the classes %s and %s both have the name, needed one. Try another name."
              .formatted(
                  word(kind), each.name(), other.getClass().getName(), each.getClass().getName()));
    }
  }

  /** Gives what a kind is called: {@code likeness}, and of {@code Layer.Entry} {@code layer}. */
  private static String word(Class<?> kind) {
    Class<?> outer = kind.getEnclosingClass();
    String name = (outer == null ? kind : outer).getSimpleName();
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
