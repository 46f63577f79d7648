package dev.espalier.describe.value;

import dev.espalier.describe.problem.Given;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of a builder: each has its default, and is given once; a persistent value.
 *
 * <pre>{@code
 * private static final Setting<Integer> STRIDE = new Setting<>("the stride", 1);
 *
 * public Builder stride(int value) {
 *   return new Builder(choices.with(STRIDE, value));
 * }
 * }</pre>
 *
 * <p>Two are equal if the settings of both have equal values, given or not.
 */
public final class Choices {
  private final String owner;
  private final Map<Setting<?>, Object> values;
  private final Map<String, String> given;

  private Choices(String owner, Map<Setting<?>, Object> values, Map<String, String> given) {
    this.owner = owner;
    this.values = values;
    this.given = given;
  }

  /**
   * Gives the settings of which none was given.
   *
   * @param owner whose they are, as an error says it, such as {@code recipe}
   */
  public static Choices of(String owner) {
    Given.all("owner", owner);
    return new Choices(owner, Map.of(), Map.of());
  }

  /** Gives what a setting is: what was given, or its default. */
  @SuppressWarnings("unchecked") // with() took it for a setting of the type
  public <T> T get(Setting<T> setting) {
    return (T) values.getOrDefault(setting, setting.standard());
  }

  /** Says whether a setting was given. */
  public boolean has(Setting<?> setting) {
    return given.containsKey(setting.name());
  }

  /**
   * Gives these with one more.
   *
   * @throws IllegalArgumentException if it was given before
   */
  public <T> Choices with(Setting<T> setting, T value) {
    return with(setting, value, (Object) value);
  }

  /**
   * Gives these with one more.
   *
   * @param shown what an error calls the value
   * @throws IllegalArgumentException if it was given before
   */
  public <T> Choices with(Setting<T> setting, T value, Object shown) {
    Given.all("setting", setting, "value", value, "shown", shown);
    return new Choices(owner, replaced(setting, value), once(setting.name(), shown).given);
  }

  /**
   * Gives these with a note that something was given, such as one of a list that has a name.
   *
   * @param name what an error calls it
   * @param shown what an error calls the value
   * @throws IllegalArgumentException if it was given before
   */
  public Choices once(String name, Object shown) {
    Given.all("name", name, "shown", shown);
    String now = "" + shown;
    String first = given.get(name);
    if (first != null) {
      throw twice(owner, name, first, now);
    }
    Map<String, String> more = new LinkedHashMap<>(given);
    more.put(name, now);
    return new Choices(owner, values, more);
  }

  /** Gives these with one more of a setting that grows by each call. */
  public <T> Choices plus(Setting<List<T>> setting, T value) {
    Given.all("setting", setting, "value", value);
    List<T> longer = new ArrayList<>(get(setting));
    longer.add(value);
    return new Choices(owner, replaced(setting, List.copyOf(longer)), given);
  }

  /** Gives these values as defaults, each of which may be given anew. */
  public Choices asDefaults() {
    return new Choices(owner, values, Map.of());
  }

  /** Gives the refusal of a setting that is given twice. */
  public static IllegalArgumentException twice(
      String owner, String setting, Object first, Object second) {
    return new IllegalArgumentException(
        "%s: %s was already given as %s, now as %s. Try one of them."
            .formatted(owner, setting, first, second));
  }

  private <T> Map<Setting<?>, Object> replaced(Setting<T> setting, T value) {
    Map<Setting<?>, Object> more = new LinkedHashMap<>(values);
    if (value.equals(setting.standard())) {
      more.remove(setting);
    } else {
      more.put(setting, value);
    }
    return more;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Choices choices
        && owner.equals(choices.owner)
        && values.equals(choices.values);
  }

  @Override
  public int hashCode() {
    return 31 * owner.hashCode() + values.hashCode();
  }

  /** Gives the values that differ from the defaults. */
  @Override
  public String toString() {
    return owner + " " + values;
  }
}
