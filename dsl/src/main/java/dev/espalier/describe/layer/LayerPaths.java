package dev.espalier.describe.layer;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Names of layers inside layers: {@code block2.body.conv1} is layer {@code conv1} of branch {@code
 * body} of the network's layer {@code block2}. Names of branches may be left out where that leaves
 * one layer only: {@code block2.conv1}.
 */
public final class LayerPaths {
  private final String[] names;
  private final Set<String> exact = new LinkedHashSet<>();
  private final Set<String> shortened = new LinkedHashSet<>();

  private LayerPaths(String path) {
    names = path.split("\\.", -1);
  }

  /**
   * Gives the full paths that a text may stand for: one if it names a layer, several if it leaves
   * out names of branches that would tell them apart.
   *
   * @param layers a network's layers
   * @param path the names, with dots between
   */
  public static List<String> of(List<NamedLayer> layers, String path) {
    Given.all("layers", layers, "path", path);
    LayerPaths paths = new LayerPaths(path);
    paths.collect(layers, 0, "", false);
    return List.copyOf(paths.exact.isEmpty() ? paths.shortened : paths.exact);
  }

  /**
   * Gives the path of a layer that a mistyped path may stand for, names of branches left out where
   * the path leaves them out.
   */
  public static Optional<String> nearest(List<NamedLayer> layers, String path) {
    Given.all("layers", layers, "path", path);
    List<String> names = new ArrayList<>();
    collect(layers, "", "", names);
    return Nearest.of(path, names);
  }

  private static void collect(
      List<NamedLayer> layers, String prefix, String shortened, List<String> names) {
    for (NamedLayer named : layers) {
      names.add(prefix + named.name());
      names.add(shortened + named.name());
      for (Branch branch : named.layer().branches()) {
        collect(
            branch.layers(),
            prefix + named.name() + "." + branch.name() + ".",
            shortened + named.name() + ".",
            names);
      }
    }
  }

  /** Gives the full paths of all layers, those inside others after them. */
  public static Stream<String> all(List<NamedLayer> layers) {
    Given.all("layers", layers);
    return all(layers, "");
  }

  private static Stream<String> all(List<NamedLayer> layers, String prefix) {
    return layers.stream()
        .flatMap(
            named -> {
              String path = prefix + named.name();
              return Stream.concat(
                  Stream.of(path),
                  named.layer().branches().stream()
                      .flatMap(branch -> all(branch.layers(), path + "." + branch.name() + ".")));
            });
  }

  private void collect(List<NamedLayer> layers, int at, String prefix, boolean leftOut) {
    for (NamedLayer named : layers) {
      if (!named.name().equals(names[at])) {
        continue;
      }
      String path = prefix + named.name();
      if (at == names.length - 1) {
        (leftOut ? shortened : exact).add(path);
        continue;
      }
      for (Branch branch : named.layer().branches()) {
        String inside = path + "." + branch.name() + ".";
        if (branch.name().equals(names[at + 1]) && at + 2 < names.length) {
          collect(branch.layers(), at + 2, inside, leftOut);
        }
        collect(branch.layers(), at + 1, inside, true);
      }
    }
  }
}
