package dev.espalier.data;

import dev.espalier.data.Targets.Classes;
import dev.espalier.data.problem.DataException;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What labels say about the classes there are. */
final class Labels {
  /** What to try where labels have gaps or do not begin at 0. */
  static final String NUMBERING = "numbering the classes from 0 without gaps";

  private static final int SHOWN = 5;

  private Labels() {}

  /** Gives as many classes as the largest label asks for. */
  static Classes classesIn(String name, int[] labels) {
    int largest = Arrays.stream(labels).max().orElse(0);
    if (largest >= Classes.MOST) {
      throw DataException.of(
          "data set '" + name + "'",
          "labels",
          "found %s, so most of %s classes would have no row"
              .formatted(different(Arrays.stream(labels).boxed()), largest + 1L),
          NUMBERING);
    }
    return Targets.classes(Math.max(1, largest + 1));
  }

  /** Gives in words which labels there are. */
  static String different(Stream<Integer> labels) {
    SortedSet<Integer> all = labels.collect(Collectors.toCollection(TreeSet::new));
    String first = all.stream().limit(SHOWN).map(String::valueOf).collect(Collectors.joining(", "));
    return all.size() == 1
        ? "the label " + first + " alone"
        : "the labels " + first + (all.size() > SHOWN ? " ... " + all.last() : "");
  }
}
