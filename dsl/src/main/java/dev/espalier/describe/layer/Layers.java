package dev.espalier.describe.layer;

import dev.espalier.describe.problem.Given;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The kinds of layers on the class path, found by {@link ServiceLoader}. */
public final class Layers {
  private Layers() {}

  /**
   * Gives every kind by the short name of its class, sorted.
   *
   * @throws IllegalArgumentException if two have one name
   */
  public static Map<String, Layer.Entry> all() {
    Map<String, Layer.Entry> entries = new TreeMap<>();
    for (Layer.Entry entry : ServiceLoader.load(Layer.Entry.class)) {
      Class<? extends Layer> type = Given.result("type", entry.type());
      Layer.Entry other = entries.put(type.getSimpleName(), entry);
      if (other != null && other.type() != type) {
        throw new IllegalArgumentException(
            "layer '%s': found two kinds of that name, %s and %s. Try one of their jars."
                .formatted(type.getSimpleName(), other.type().getName(), type.getName()));
      }
    }
    return entries;
  }

  /** Gives the class of a name, if there is one. */
  public static Optional<Class<? extends Layer>> named(String name) {
    Given.all("name", name);
    return Optional.ofNullable(all().get(name)).map(Layer.Entry::type);
  }
}
