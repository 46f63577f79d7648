package dev.espalier.data;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.value.Dims;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** What a data set's targets are: one of several classes, or values. */
public sealed interface Targets {

  /** Gives the shape of one target as it is stored; a class is a scalar, its number. */
  Dims dims();

  /** Gives the shape that a network's output must have: {@code (classes)}, or the values' shape. */
  Dims outputDims();

  /** Gives what was done to values, if anything; nothing ever is to classes. */
  default Optional<Normalization> scaled() {
    return Optional.empty();
  }

  /** Gives classes of these names. */
  static Classes classes(String... names) {
    Given.all("names", names);
    return new Classes(Arrays.asList(names));
  }

  /** Gives classes that are known by their number alone, from 0. */
  static Classes classes(int count) {
    if (count < 1 || count > Classes.MOST) {
      throw new IllegalArgumentException(
          "classes(%s): needed a number from 1 to %s. Try classes(10)."
              .formatted(count, Classes.MOST));
    }
    return new Classes(IntStream.range(0, count).mapToObj(String::valueOf).toList(), true);
  }

  /** Gives values of a shape. */
  static Values values(long... dims) {
    Given.all("dims", dims);
    return new Values(Dims.of(dims));
  }

  /**
   * Each target is the number of a class, from 0.
   *
   * <p>Equal names in equal order are equal classes.
   *
   * @param names the classes' names, by number, all different
   * @param numbered whether the names are nothing but the numbers, so that they cannot tell which
   *     class of other data is meant
   */
  record Classes(List<String> names, boolean numbered) implements Targets {
    /** The most classes that are known by their number alone. */
    public static final int MOST = 1_000_000;

    private static final int LISTED = 20;

    /** Gives classes that are known by name. */
    public Classes(List<String> names) {
      this(names, false);
    }

    /** Gives classes of these names, known by number alone if the names are the numbers. */
    public static Classes of(List<String> names) {
      Given.all("names", names);
      Classes numbered = Targets.classes(names.size());
      return numbered.names().equals(names) ? numbered : new Classes(names);
    }

    /** Copies the names and refuses none, and one that occurs twice. */
    public Classes {
      Given.all("names", names);
      names = List.copyOf(names);
      if (names.isEmpty()) {
        throw new IllegalArgumentException(
            "classes: found no name, needed at least 1. Try classes(\"no\", \"yes\").");
      }
      Set<String> seen = new HashSet<>();
      for (String name : names) {
        if (!seen.add(name)) {
          throw new IllegalArgumentException(
              "classes: the name '%s' occurs twice. Try a name of its own for each class."
                  .formatted(Shown.name(name)));
        }
      }
    }

    /** Gives the number of classes. */
    public int count() {
      return names.size();
    }

    /** Gives the names for a message, of many the first. */
    String listed() {
      return names.size() <= LISTED ? names.toString() : names.subList(0, LISTED) + " and more";
    }

    @Override
    public Dims dims() {
      return Dims.of();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Classes classes && names.equals(classes.names);
    }

    @Override
    public int hashCode() {
      return names.hashCode();
    }

    @Override
    public Dims outputDims() {
      return Dims.of(names.size());
    }

    @Override
    public String toString() {
      return names.size() + " classes";
    }
  }

  /**
   * Each target is an array of values.
   *
   * @param dims the shape of one target
   * @param scaling what was done to the values, if anything; predictions and measures are in the
   *     values' own units all the same
   */
  record Values(Dims dims, Optional<Normalization> scaling) implements Targets {
    /** Refuses null. */
    public Values {
      Given.all("dims", dims, "scaling", scaling);
    }

    /** Gives values as they are. */
    public Values(Dims dims) {
      this(dims, Optional.empty());
    }

    @Override
    public Optional<Normalization> scaled() {
      return scaling;
    }

    @Override
    public Dims outputDims() {
      return dims;
    }

    @Override
    public String toString() {
      return "values " + dims + (scaling.isPresent() ? ", scaled" : "");
    }
  }
}
