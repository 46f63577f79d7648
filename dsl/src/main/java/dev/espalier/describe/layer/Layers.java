package dev.espalier.describe.layer;

import dev.espalier.describe.problem.Given;
import java.lang.ref.SoftReference;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.WeakHashMap;

/** The kinds of layers on the class path, found by {@link ServiceLoader}. */
public final class Layers {
  // A document asks at each of its layers, and looking takes milliseconds.
  private static final Map<ClassLoader, SoftReference<Map<String, Layer.Entry>>> FOUND =
      Collections.synchronizedMap(new WeakHashMap<>());

  private Layers() {}

  /**
   * Gives every kind by the short name of its class, sorted.
   *
   * @throws IllegalArgumentException if two have one name
   */
  public static Map<String, Layer.Entry> all() {
    ClassLoader own = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = own == null ? ClassLoader.getSystemClassLoader() : own;
    SoftReference<Map<String, Layer.Entry>> known = FOUND.get(loader);
    Map<String, Layer.Entry> entries = known == null ? null : known.get();
    if (entries == null) {
      entries = Collections.unmodifiableMap(find(loader));
      FOUND.put(loader, new SoftReference<>(entries));
    }
    return entries;
  }

  /** Gives the class of a name, if there is one. */
  public static Optional<Class<? extends Layer>> named(String name) {
    Given.all("name", name);
    return Optional.ofNullable(all().get(name)).map(Layer.Entry::type);
  }

  private static Map<String, Layer.Entry> find(ClassLoader loader) {
    Map<String, Layer.Entry> entries = new TreeMap<>();
    for (Layer.Entry entry : ServiceLoader.load(Layer.Entry.class, loader)) {
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
}
