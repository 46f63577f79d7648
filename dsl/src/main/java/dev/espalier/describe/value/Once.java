package dev.espalier.describe.value;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which settings of a builder were given, so that a second call of one is refused and shows the
 * first; a persistent value.
 *
 * <p>A builder hands every setting through {@link #given} before it takes it. What it starts from,
 * its defaults or another value's settings, was not given: that may be replaced.
 */
public final class Once {
  private final String owner;
  private final Map<String, String> given;

  private Once(String owner, Map<String, String> given) {
    this.owner = owner;
    this.given = given;
  }

  /**
   * Gives the settings of which none was given.
   *
   * @param owner whose they are, as an error says it, such as {@code recipe}
   */
  public static Once of(String owner) {
    return new Once(owner, Map.of());
  }

  /**
   * Gives these settings with one more that was given.
   *
   * @param setting the setting, which several methods may share
   * @param value what it was given as
   * @throws IllegalArgumentException if it was given before
   */
  public Once given(String setting, Object value) {
    String now = String.valueOf(value);
    String first = given.get(setting);
    if (first != null) {
      throw new IllegalArgumentException(
          "%s: %s was already given as %s, now as %s. Try one of them."
              .formatted(owner, setting, first, now));
    }
    Map<String, String> more = new LinkedHashMap<>(given);
    more.put(setting, now);
    return new Once(owner, more);
  }

  @Override
  public String toString() {
    return owner + " " + given;
  }
}
