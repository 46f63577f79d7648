package dev.espalier.data;

import dev.espalier.data.Targets.Classes;
import dev.espalier.describe.problem.Problem;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Finds the classes of some data among those of others by their names, and never by a guess. */
final class ClassNames {
  private static final int SHOWN = 20;

  private ClassNames() {}

  /**
   * Gives why classes cannot be found among others, if they cannot.
   *
   * <p>Numbers alone do not tell: class 1 of data that lack a class may be class 1 or 2 of others.
   */
  static Optional<Problem> problem(String where, Classes own, Classes known) {
    if (own.equals(known)) {
      return Optional.empty();
    }
    String found = "found the classes %s, needed those of %s".formatted(text(own), text(known));
    if (own.numbered() || known.numbered()) {
      String advice =
          known.numbered()
              ? "Targets.classes(%s) for both, or classes with names".formatted(known.count())
              : "Targets.classes(...) with these names";
      return Optional.of(
          new Problem(where, found + "; numbers alone do not tell which is which", advice));
    }
    List<String> unknown = without(own, known);
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Problem(where, found + "; there is no " + text(unknown), "only rows of these"));
  }

  /** Gives, for the number of each class, its number among others that have all of them. */
  static int[] numbers(Classes own, Classes known) {
    Map<String, Integer> numbers = new HashMap<>();
    known.names().forEach(name -> numbers.put(name, numbers.size()));
    return own.names().stream()
        .mapToInt(name -> Objects.requireNonNull(numbers.get(name), name))
        .toArray();
  }

  /** Gives the names of classes that others have not. */
  static List<String> without(Classes classes, Classes others) {
    Set<String> names = new HashSet<>(others.names());
    return classes.names().stream().filter(name -> !names.contains(name)).toList();
  }

  /** Gives the names of classes, the first of very many. */
  static String text(Classes classes) {
    return text(classes.names());
  }

  static String text(List<String> names) {
    return names.size() <= SHOWN
        ? names.toString()
        : "[%s and %s more]"
            .formatted(String.join(", ", names.subList(0, SHOWN)), names.size() - SHOWN);
  }
}
