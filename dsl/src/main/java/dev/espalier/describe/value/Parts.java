package dev.espalier.describe.value;

import dev.espalier.describe.problem.Given;
import java.util.ArrayList;
import java.util.List;

/**
 * Named arrays that lie one after the other in one row, such as a picture and numbers beside it.
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
   */
  public record Part(String name, int from, Dims dims) {
    /** Refuses null. */
    public Part {
      Given.all("name", name, "dims", dims);
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

  /** Gives these parts and one more after them. */
  public Parts and(String name, long... dims) {
    Given.all("name", name, "dims", dims);
    List<Part> longer = new ArrayList<>(list);
    longer.add(new Part(name, list.get(list.size() - 1).to(), Dims.of(dims)));
    return new Parts(longer);
  }

  /** Gives the shape of a row of all parts, {@code (values)}. */
  public Dims dims() {
    return Dims.of(list.get(list.size() - 1).to());
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
                .append(part.dims()));
    return text.toString();
  }
}
