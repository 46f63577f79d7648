package dev.espalier.describe.layer.merge;

import dev.espalier.describe.layer.Bounds;
import dev.espalier.describe.layer.Branch;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.layer.StepMask;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What layers that put the values of branches together have in common. */
public final class Merging {
  private Merging() {}

  /** Copies branches; refuses none, names twice or unfit for a formula, and too many layers. */
  public static List<Branch> require(String kind, List<Branch> branches) {
    Given.all("kind", kind, "branches", branches);
    List<Branch> copied = List.copyOf(branches);
    if (copied.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: found no branch, needed one at least. Try branch(x -> x.dense(32).relu())."
              .formatted(kind));
    }
    Set<String> names = new HashSet<>();
    for (Branch branch : copied) {
      Names.require("branch", branch.name());
      boolean taken =
          branch.name().equals(Layer.INPUT)
              || branch.name().equals(Layer.NOISE)
              || branch.name().indexOf('-') >= 0;
      if (taken || !names.add(branch.name())) {
        throw new IllegalArgumentException(
            "%s: found a branch '%s', needed names of their own without '-', other than x and noise. Try '%s'."
                .formatted(kind, branch.name(), "part" + (names.size() + 1)));
      }
    }
    List<NamedLayer> layers = copied.stream().flatMap(branch -> branch.layers().stream()).toList();
    Bounds.requireSize(kind, 1, layers);
    return copied;
  }

  /** Gives the one shape that all branches give. */
  static Dims same(Layer layer, Dims in) {
    List<Dims> dims = outputs(layer, in);
    if (dims.stream().distinct().count() > 1) {
      throw new MisfitException(
          "the branches of %s give %s".formatted(layer, shown(layer, dims)),
          "branches that give one shape");
    }
    return dims.get(0);
  }

  /**
   * Gives the shape that the branches' values have together, where a size of 1 goes with any, as a
   * number a channel with all its pixels.
   */
  static Dims broadcast(Layer layer, Dims in) {
    List<Dims> all = outputs(layer, in);
    long[] sizes = all.get(0).toArray();
    for (Dims dims : all.subList(1, all.size())) {
      boolean fits = dims.rank() == sizes.length;
      for (int i = 0; fits && i < sizes.length; i++) {
        fits = dims.size(i) == sizes[i] || dims.size(i) == 1 || sizes[i] == 1;
        sizes[i] = Math.max(sizes[i], dims.size(i));
      }
      if (!fits) {
        throw new MisfitException(
            "the branches of %s give %s".formatted(layer, shown(layer, all)),
            "branches that give one shape, or 1 along some axes");
      }
    }
    return Dims.of(sizes);
  }

  /** Gives the shape of each branch's value. */
  public static List<Dims> outputs(Layer layer, Dims in) {
    Given.all("layer", layer, "in", in);
    return layer.branches().stream().map(branch -> branch.outputOf(in)).toList();
  }

  /** Gives which steps of the value are real, where all branches say the same. */
  static Optional<StepMask> mask(List<Branch> branches) {
    Optional<StepMask> first = branches.get(0).mask();
    return branches.stream().map(Branch::mask).allMatch(first::equals) ? first : Optional.empty();
  }

  /** Gives shapes beside the names of their branches. */
  static String shown(Layer layer, List<Dims> dims) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < dims.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(layer.branches().get(i).name());
      text.append(' ').append(dims.get(i));
    }
    return text.toString();
  }

  /** Gives the names of the branches with a sign between. */
  static String joined(List<Branch> branches, String sign) {
    return branches.stream().map(Branch::name).collect(Collectors.joining(sign));
  }

  /** Gives the names of the branches. */
  public static List<String> names(List<Branch> branches) {
    Given.all("branches", branches);
    return branches.stream().map(Branch::name).toList();
  }

  /** Gives a layer's text: its kind and its branches. */
  static String text(String kind, List<Branch> branches) {
    Function<Branch, String> each =
        branch -> branch.layers().isEmpty() ? "x" : Integer.toString(branch.layers().size());
    return kind.toLowerCase(Locale.ROOT)
        + "("
        + branches.stream().map(each).collect(Collectors.joining(", "))
        + ")";
  }
}
