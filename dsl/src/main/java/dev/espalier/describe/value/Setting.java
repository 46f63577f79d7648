package dev.espalier.describe.value;

import dev.espalier.describe.problem.Given;

/** A setting of a builder, with its default; a constant of the builder's class. */
public final class Setting<T> {
  private final String name;
  private final T standard;

  /**
   * Makes a setting, which equals no other.
   *
   * @param name what errors call it, such as {@code the seed}
   * @param standard its value where none is given
   */
  public Setting(String name, T standard) {
    Given.all("name", name, "standard", standard);
    this.name = name;
    this.standard = standard;
  }

  /** Gives what errors call it. */
  public String name() {
    return name;
  }

  /** Gives its value where none is given. */
  public T standard() {
    return standard;
  }

  @Override
  public String toString() {
    return name;
  }
}
