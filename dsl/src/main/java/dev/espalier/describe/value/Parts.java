package dev.espalier.describe.value;

import dev.espalier.describe.problem.Given;
import java.util.ArrayList;
import java.util.List;

/**
 * Named arrays that lie one after the other in one row, such as a picture and numbers beside it; or
 * what a network says in several outputs, of which some are scores of classes.
 *
 * <pre>{@code
 * Parts parts = Parts.of("picture", 1, 8, 8).and("age", 1);
 * network("both", n -> n.input(parts.dims()).branches("sides", concat(), b -> b
 *     .branch("seen", x -> x.part(parts, "picture").conv2d("c", 8, 3).relu().flatten())
 *     .branch("told", x -> x.part(parts, "age").dense("d", 8).relu())).output(3))
 * }</pre>
 *
 * @param list the parts, in the row's order
 */
public record Parts(List<Part> list) {
  /**
   * One of several arrays of a row.
   *
   * @param name what it is called
   * @param from the place of its first value in the row
   * @param dims its own shape
   * @param classes the names of the classes that its values are scores of; empty for other values
   */
  public record Part(String name, int from, Dims dims, List<String> classes) {
    /** Refuses null, and other than one value a class. */
    public Part {
      Given.all("name", name, "dims", dims, "classes", classes);
      classes = List.copyOf(classes);
      if (!classes.isEmpty() && !dims.equals(Dims.of(classes.size()))) {
        throw new IllegalArgumentException(
            "part '%s': found %s classes and shape %s, needed one value a class. Try Parts.ofClasses(...)."
                .formatted(name, classes.size(), dims));
      }
    }

    /** Gives values that are no scores. */
    public Part(String name, int from, Dims dims) {
      this(name, from, dims, List.of());
    }

    /** Says whether its values are scores of classes. */
    public boolean ofClasses() {
      return !classes.isEmpty();
    }

    /** Gives the number of its values. */
    public int width() {
      return to() - from;
    }

    /** Gives the place after its last value. */
    public int to() {
      return Math.toIntExact(from + dims.count());
    }
  }

  /** Copies the list; refuses none, gaps and a name that occurs twice. */
  public Parts {
    Given.all("list", list);
    list = List.copyOf(list);
    int next = 0;
    List<String> names = new ArrayList<>();
    for (Part part : list) {
      if (names.contains(part.name()) || part.name().isBlank()) {
        throw new IllegalArgumentException(
            "parts: the name '%s' occurs twice or is blank. Try a name of its own for each part."
                .formatted(part.name()));
      }
      if (part.from() != next) {
        throw new IllegalArgumentException(
            "parts: '%s' begins at %s, needed %s, where the one before it ends. Try Parts.of(...).and(...)."
                .formatted(part.name(), part.from(), next));
      }
      names.add(part.name());
      next = part.to();
    }
    if (list.isEmpty()) {
      throw new IllegalArgumentException(
          "parts: found none, needed at least 1. Try Parts.of(\"picture\", 1, 8, 8).");
    }
  }

  /** Gives a first part. */
  public static Parts of(String name, long... dims) {
    Given.all("name", name, "dims", dims);
    return new Parts(List.of(new Part(name, 0, Dims.of(dims))));
  }

  /** Gives a first part of scores, one a class. */
  public static Parts ofClasses(String name, String... classes) {
    Given.all("name", name, "classes", classes);
    return new Parts(List.of(scores(name, 0, classes)));
  }

  /** Gives these parts and one more after them. */
  public Parts and(String name, long... dims) {
    Given.all("name", name, "dims", dims);
    return and(new Part(name, next(), Dims.of(dims)));
  }

  /** Gives these parts and one more after them, of scores, one a class. */
  public Parts andClasses(String name, String... classes) {
    Given.all("name", name, "classes", classes);
    return and(scores(name, next(), classes));
  }

  private static Part scores(String name, int from, String... classes) {
    if (classes.length == 0) {
      throw new IllegalArgumentException(
          "part '%s': found no class, needed at least 1. Try Parts.ofClasses(\"kind\", \"cat\", \"dog\")."
              .formatted(name));
    }
    return new Part(name, from, Dims.of(classes.length), List.of(classes));
  }

  private Parts and(Part part) {
    List<Part> longer = new ArrayList<>(list);
    longer.add(part);
    return new Parts(longer);
  }

  private int next() {
    return list.get(list.size() - 1).to();
  }

  /** Gives the shape of a row of all parts, {@code (values)}. */
  public Dims dims() {
    return Dims.of(next());
  }

  /** Says whether some of them are scores of classes. */
  public boolean haveClasses() {
    return list.stream().anyMatch(Part::ofClasses);
  }

  /** Gives the names, in order. */
  public List<String> names() {
    return list.stream().map(Part::name).toList();
  }

  /**
   * Gives a part by its name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Part part(String name) {
    Given.all("name", name);
    return list.stream()
        .filter(part -> part.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "part '%s': there is none among %s. Try one of them."
                        .formatted(name, names())));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    list.forEach(
        part ->
            text.append(text.isEmpty() ? "" : ", ")
                .append(part.name())
                .append(' ')
                .append(part.ofClasses() ? part.classes().size() + " classes" : part.dims()));
    return text.toString();
  }
}
