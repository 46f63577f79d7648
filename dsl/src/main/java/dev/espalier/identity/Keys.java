package dev.espalier.identity;

import dev.espalier.describe.value.Identified;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Values as typed keys: {@code stages[net].rate} is {@code Constant}, {@code
 * stages[net].rate.value} is {@code 0.01}.
 *
 * <p>A record gives its class and its components by their names, so what it prints plays no part.
 * What cannot be compared, such as a lambda, is remembered with advice.
 */
public final class Keys {
  /** What a key says whose value cannot be compared. */
  public static final String UNNAMED = "something without a name";

  private static final int LONGEST_LIST = 16;
  private static final int DEEPEST = 200;

  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, String> unnamed = new LinkedHashMap<>();

  /** Adds a value, and all that it consists of, under a key. */
  public Keys add(String key, @Nullable Object value) {
    write(key, value, 0);
    return this;
  }

  /** Gives the texts by key, in the order in which they were added. */
  public Map<String, String> values() {
    return Collections.unmodifiableMap(values);
  }

  /** Gives what to try, by the keys whose values cannot be compared. */
  public Map<String, String> unnamed() {
    return Collections.unmodifiableMap(unnamed);
  }

  private void write(String key, @Nullable Object value, int depth) {
    Optional<String> scalar = SimpleValues.text(value);
    if (scalar.isPresent()) {
      put(key, scalar.get());
    } else if (value == null || depth > DEEPEST) {
      putUnnamed(key, "fewer levels of nesting");
    } else if (value instanceof Identified identified) {
      put(key, SimpleValues.name(value.getClass()));
      write(key + ".identity", identified.identity(), depth + 1);
    } else if (value instanceof Map<?, ?> map) {
      writeMap(key, map, depth);
    } else if (value instanceof Set<?> set) {
      writeMap(key, asMap(set), depth);
    } else if (value instanceof Collection<?> list) {
      writeList(key, new ArrayList<>(list), depth);
    } else if (value.getClass().isArray()) {
      writeList(key, elements(value), depth);
    } else {
      writeObject(key, value, depth);
    }
  }

  private void writeObject(String key, Object value, int depth) {
    Optional<Optional<?>> held = SimpleValues.heldBy(value);
    if (held.isPresent()) {
      held.get().ifPresentOrElse(each -> write(key, each, depth + 1), () -> put(key, "none"));
      return;
    }
    Optional<Map<String, Object>> components = Components.of(value);
    if (components.isEmpty()) {
      putUnnamed(key, Advice.naming(value));
      return;
    }
    put(key, SimpleValues.name(value.getClass()));
    components.get().forEach((name, component) -> write(key + "." + name, component, depth + 1));
  }

  private void writeList(String key, List<?> list, int depth) {
    if (list.size() > LONGEST_LIST && list.stream().allMatch(Number.class::isInstance)) {
      put(key, "%s numbers, hash %s".formatted(list.size(), SimpleValues.hash(list)));
      return;
    }
    List<String> names = names(list);
    put(key, names.isEmpty() ? list.size() + " of them" : String.join(", ", names));
    for (int i = 0; i < list.size(); i++) {
      String name = names.isEmpty() ? String.valueOf(i) : names.get(i);
      write("%s[%s]".formatted(key, name), list.get(i), depth + 1);
    }
  }

  private void writeMap(String key, Map<?, ?> map, int depth) {
    Map<String, Object> sorted = new TreeMap<>();
    map.forEach(
        (name, value) ->
            sorted.put(
                SimpleValues.text(name).orElseGet(() -> "a " + SimpleValues.name(name.getClass())),
                value));
    if (sorted.size() < map.size() || sorted.keySet().stream().anyMatch(k -> k.startsWith("a "))) {
      putUnnamed(key, "a map whose keys are texts, numbers, enums or classes");
      return;
    }
    put(key, String.join(", ", sorted.keySet()));
    sorted.forEach((name, value) -> write("%s[%s]".formatted(key, name), value, depth + 1));
  }

  private void putUnnamed(String key, String advice) {
    unnamed.put(put(key, UNNAMED), advice);
  }

  /**
   * Puts a value under a key, or where a name in it makes it look like another, under a new one.
   */
  private String put(String key, String value) {
    String own = key;
    while (values.containsKey(own)) {
      own += "'";
    }
    values.put(own, value);
    return own;
  }

  /** Gives the elements' own names, if all have one and no two the same; else none. */
  private static List<String> names(List<?> list) {
    List<String> names = new ArrayList<>();
    for (Object element : list) {
      Components.of(element)
          .map(components -> components.get("name"))
          .filter(String.class::isInstance)
          .ifPresent(name -> names.add((String) name));
    }
    return names.size() == list.size() && Set.copyOf(names).size() == names.size()
        ? names
        : List.of();
  }

  private static Map<Object, Object> asMap(Set<?> set) {
    Map<Object, Object> map = new LinkedHashMap<>();
    set.forEach(element -> map.put(element, ""));
    return map;
  }

  private static List<Object> elements(Object array) {
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < Array.getLength(array); i++) {
      elements.add(Array.get(array, i));
    }
    return elements;
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
