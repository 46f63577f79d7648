package dev.espalier.describe.value;

/**
 * A kind of thing of which anyone may add one: found by its name, once a file annotates its class
 * with {@code @AutoService}, or lists it under {@code META-INF/services}.
 */
public interface Named {

  /** Gives the name that tells it from others of its kind, in a few words. */
  String name();
}
