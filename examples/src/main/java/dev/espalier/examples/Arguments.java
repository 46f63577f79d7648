package dev.espalier.examples;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a program was started with, {@code name=value} each; what is left out has a default.
 *
 * @param values the values by name, in the order of the program's own list
 */
record Arguments(Map<String, String> values) {

  /** Copies the values in their order. */
  Arguments {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * Reads arguments.
   *
   * @param defaults every name with its default; an empty one must be given
   * @throws IllegalArgumentException if an argument is not {@code name=value}, a name is unknown or
   *     a value that has no default is not given; says what can be given
   */
  static Arguments read(Map<String, String> defaults, List<String> given) {
    Map<String, String> values = new LinkedHashMap<>(defaults);
    for (String argument : given) {
      int sign = argument.indexOf('=');
      if (sign < 1 || !defaults.containsKey(argument.substring(0, sign))) {
        throw unusable("found '" + argument + "'", defaults);
      }
      values.put(argument.substring(0, sign), argument.substring(sign + 1));
    }
    values.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            throw unusable("there is no " + name, defaults);
          }
        });
    return new Arguments(values);
  }

  private static IllegalArgumentException unusable(String what, Map<String, String> defaults) {
    return new IllegalArgumentException(
        "arguments: %s, needed name=value with the names and defaults %s. Try -Dargs=\"%s=...\"."
            .formatted(what, defaults, defaults.keySet().iterator().next()));
  }

  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "argument '" + name + "': not one of " + values.keySet() + ".");
    }
    return value;
  }

  /** Gives a value that must be one of some words. */
  String oneOf(String name, String... words) {
    if (!List.of(words).contains(text(name))) {
      throw new IllegalArgumentException(
          "argument %s: found '%s', needed one of %s. Try %s=%s."
              .formatted(name, text(name), List.of(words), name, words[0]));
    }
    return text(name);
  }

  /** Gives the parts between commas. */
  List<String> list(String name) {
    return List.of(text(name).split(",", -1));
  }

  int whole(String name) {
    try {
      return Integer.parseInt(text(name));
    } catch (NumberFormatException wrong) {
      throw new IllegalArgumentException(
          "argument %s: found '%s', needed a whole number. Try %s=3."
              .formatted(name, text(name), name),
          wrong);
    }
  }

  double number(String name) {
    try {
      return Double.parseDouble(text(name));
    } catch (NumberFormatException wrong) {
      throw new IllegalArgumentException(
          "argument %s: found '%s', needed a number. Try %s=0.5.".formatted(name, text(name), name),
          wrong);
    }
  }

  Path path(String name) {
    return Path.of(text(name));
  }
}
