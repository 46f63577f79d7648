package dev.espalier.data;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Parts;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** What a data set's targets are: one of several classes, or values. */
public sealed interface Targets {

  /** Gives the shape of one target as it is stored; a class is a scalar, its number. */
  Dims dims();

  /** Gives the shape that a network's output must have: {@code (classes)}, or the values' shape. */
  Dims outputDims();

  /** Gives the value that stands where a cell has no target, if there is one. */
  default OptionalDouble ignored() {
    return OptionalDouble.empty();
  }

  /** Gives what was done to values, if anything; nothing ever is to classes. */
  default Optional<Normalization> scaled() {
    return Optional.empty();
  }

  /** Gives the several outputs that lie side by side in a row, if there are. */
  default Optional<Parts> outputs() {
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
   * Gives what an output stands for.
   *
   * @param output its shape
   * @param classes the classes' names; empty for values
   * @param scaling what was done to the values, if anything
   * @param outputs the several outputs that lie in it, if there are
   */
  static Targets ofOutput(
      Dims output, List<String> classes, Optional<Normalization> scaling, Optional<Parts> outputs) {
    Given.all("output", output, "classes", classes, "scaling", scaling, "outputs", outputs);
    return classes.isEmpty()
        ? new Values(output, scaling, Optional.empty(), outputs)
        : Classes.of(classes, output);
  }

  /** Gives several outputs, which lie side by side in a row of values. */
  static Values of(Parts outputs) {
    Given.all("outputs", outputs);
    return new Values(outputs.dims(), Optional.empty(), Optional.empty(), Optional.of(outputs));
  }

  /**
   * Each target is the number of a class, from 0; or as many as there are cells, such as the steps
   * of a sequence or the pixels of a picture.
   *
   * <p>Equal names in equal order, of equal cells, are equal classes.
   *
   * @param names the classes' names, by number, all different
   * @param numbered whether the names are nothing but the numbers, so that they cannot tell which
   *     class of other data is meant
   * @param cells the shape of one target: none, {@code (steps)}, {@code (height, width)} or {@code
   *     (depth, height, width)}
   * @param unlabelled the number that stands where a cell has no label, if there is one
   */
  record Classes(List<String> names, boolean numbered, Dims cells, Optional<Integer> unlabelled)
      implements Targets {
    /** The most classes that are known by their number alone. */
    public static final int MOST = 1_000_000;

    private static final int LISTED = 20;
    private static final int MOST_AXES = 3;

    /** Gives classes of one label a row. */
    public Classes(List<String> names, boolean numbered) {
      this(names, numbered, Dims.of(), Optional.empty());
    }

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

    /** Gives classes of these names, with a label for each cell that an output says one of. */
    public static Classes of(List<String> names, Dims output) {
      Given.all("names", names, "output", output);
      Classes one = of(names);
      if (output.rank() < 2) {
        return one;
      }
      List<Long> cells =
          output.rank() > 2
              ? output.sizes().subList(1, output.rank())
              : output.sizes().subList(0, 1);
      return one.perCell(cells.stream().mapToLong(Long::longValue).toArray());
    }

    /** Copies the names and refuses none, and one that occurs twice. */
    public Classes {
      Given.all("names", names, "cells", cells, "unlabelled", unlabelled);
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

    /**
     * Gives these classes with a label for each cell, {@code classes(5).perCell(12)} for the steps
     * of a sequence or {@code classes(5).perCell(32, 32)} for the pixels of a picture. A network's
     * output is then (steps x classes) or (classes x height x width).
     */
    public Classes perCell(long... shape) {
      Given.all("shape", shape);
      Dims dims = Dims.of(shape);
      if (dims.rank() < 1 || dims.rank() > MOST_AXES || cells.rank() > 0) {
        throw new IllegalArgumentException(
            "perCell(%s): %s, needed (steps), (height, width) or (depth, height, width), once. Try perCell(32, 32)."
                .formatted(dims, cells.rank() > 0 ? "already given as " + cells : "found " + dims));
      }
      return new Classes(names, numbered, dims, unlabelled);
    }

    /**
     * Gives these classes with one number that says that a cell has no label, such as that of
     * padding: it is in no loss and no measure.
     *
     * @param label no number of a class, such as -1 or 255
     */
    public Classes ignoring(int label) {
      if (cells.rank() == 0 || unlabelled.isPresent() || (label >= 0 && label < count())) {
        throw new IllegalArgumentException(
            "ignoring(%s): %s. Try perCell(32, 32).ignoring(-1)."
                .formatted(
                    label,
                    cells.rank() == 0
                        ? "a row without a label is left out of the data, or given to withUnlabelled(...)"
                        : unlabelled.isPresent()
                            ? "it was already given as " + unlabelled.get()
                            : "it is the number of class '%s'".formatted(names.get(label))));
      }
      return new Classes(names, numbered, cells, Optional.of(label));
    }

    /** Says whether each row has several labels. */
    public boolean dense() {
      return cells.rank() > 0;
    }

    @Override
    public OptionalDouble ignored() {
      return unlabelled.isPresent() ? OptionalDouble.of(unlabelled.get()) : OptionalDouble.empty();
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
      return cells;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Classes classes
          && names.equals(classes.names)
          && cells.equals(classes.cells);
    }

    @Override
    public int hashCode() {
      return names.hashCode();
    }

    @Override
    public Dims outputDims() {
      return switch (cells.rank()) {
        case 0 -> Dims.of(names.size());
        case 1 -> Dims.of(cells.size(0), names.size());
        default ->
            Dims.of(
                LongStream.concat(
                        LongStream.of(names.size()),
                        cells.sizes().stream().mapToLong(Number::longValue))
                    .toArray());
      };
    }

    @Override
    public String toString() {
      return names.size() + " classes" + (dense() ? " for each of " + cells : "");
    }
  }

  /**
   * Each target is an array of values.
   *
   * @param dims the shape of one target
   * @param scaling what was done to the values, if anything; predictions and measures are in the
   *     values' own units all the same
   * @param unknown the value that stands where none is known, if there is one
   * @param outputs the several outputs that lie in a row, if there are; classes among them as 1 for
   *     the label and 0 for others
   */
  record Values(
      Dims dims, Optional<Normalization> scaling, Optional<Double> unknown, Optional<Parts> outputs)
      implements Targets {
    /** Refuses null, an unknown value among scaled ones, and outputs of another width. */
    public Values {
      Given.all("dims", dims, "scaling", scaling, "unknown", unknown, "outputs", outputs);
      if (outputs.isPresent() && (unknown.isPresent() || !outputs.get().dims().equals(dims))) {
        throw new IllegalArgumentException(
            "values %s: found outputs %s, needed as many values, all known. Try Targets.of(outputs)."
                .formatted(dims, outputs.get()));
      }
      if (unknown.isPresent() && (scaling.isPresent() || !Double.isFinite(unknown.get()))) {
        throw new IllegalArgumentException(
            "ignoring(%s): needed a finite value, of targets that are not scaled. Try ignoring(-1)."
                .formatted(unknown.get()));
      }
    }

    /** Gives values that are all known. */
    public Values(Dims dims, Optional<Normalization> scaling) {
      this(dims, scaling, Optional.empty(), Optional.empty());
    }

    /** Gives these values scaled, or as they are. */
    public Values scaledBy(Optional<Normalization> other) {
      return new Values(dims, other, unknown, outputs);
    }

    /**
     * Gives these values with one that says that none is known there, such as that of padding: it
     * is in no loss and no measure, which then are means over the known values alone.
     */
    public Values ignoring(double value) {
      if (unknown.isPresent()) {
        throw Choices.twice("values", "what is ignored", unknown.get(), value);
      }
      return new Values(dims, scaling, Optional.of(value), outputs);
    }

    @Override
    public OptionalDouble ignored() {
      return unknown.isPresent() ? OptionalDouble.of(unknown.get()) : OptionalDouble.empty();
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
      String what = outputs.map(several -> "outputs " + several).orElse("values " + dims);
      return what + (scaling.isPresent() ? ", scaled" : "");
    }
  }
}
