package dev.espalier.describe.layer;

import dev.espalier.describe.Network;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.ParameterSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A body and a shortcut around it, {@code y = body(x) + shortcut(x)} (arXiv 1512.03385).
 *
 * @param body the layers of the body, at least one
 * @param shortcut the layers of the shortcut; empty for the identity
 */
public record Residual(List<NamedLayer> body, List<NamedLayer> shortcut) implements Layer {

  /** Copies the lists; refuses an empty body, and what a {@link Network} refuses of its layers. */
  public Residual {
    Given.all("body", body, "shortcut", shortcut);
    body = List.copyOf(body);
    shortcut = List.copyOf(shortcut);
    if (body.isEmpty()) {
      throw new IllegalArgumentException(
          "residual: the body has no layer. Try residual(\"block\", b -> b.dense(32).relu()).");
    }
    Bounds.requireSize("residual", 1, Stream.concat(body.stream(), shortcut.stream()).toList());
  }

  @Override
  public String kind() {
    return "residual";
  }

  @Override
  public Dims outputOf(Dims in) {
    Dims through = outputOf("body", body, in);
    Dims around = outputOf("shortcut", shortcut, in);
    if (!through.equals(around)) {
      throw new MisfitException(
          "the body of %s gives %s, its shortcut %s".formatted(this, through, around),
          "a shortcut that gives " + through + ", such as s -> s." + shortcutTo(through));
    }
    return through;
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    return Stream.concat(
            parametersOf("body", body, in).stream(),
            parametersOf("shortcut", shortcut, in).stream())
        .toList();
  }

  private static String shortcutTo(Dims dims) {
    return dims.rank() == 3
        ? "conv2d(" + dims.size(0) + ", 1)"
        : "dense(" + dims.size(dims.rank() - 1) + ")";
  }

  private static Dims outputOf(String part, List<NamedLayer> layers, Dims in) {
    Dims dims = in;
    Set<String> names = new HashSet<>();
    for (NamedLayer layer : layers) {
      if (!names.add(layer.name())) {
        throw new MisfitException(
            "its %s has two layers named '%s'".formatted(part, layer.name()), "names of their own");
      }
      try {
        dims = layer.layer().outputOf(dims);
      } catch (MisfitException inner) {
        throw new MisfitException(
            "its %s's layer '%s': %s".formatted(part, layer.name(), inner.what()), inner.advice());
      }
    }
    return dims;
  }

  private static List<ParameterSpec> parametersOf(String part, List<NamedLayer> layers, Dims in) {
    List<ParameterSpec> specs = new ArrayList<>();
    Dims dims = in;
    for (NamedLayer layer : layers) {
      String prefix = part + "." + layer.name();
      layer.layer().parametersFor(dims).forEach(spec -> specs.add(spec.under(prefix)));
      dims = layer.layer().outputOf(dims);
    }
    return specs;
  }

  @Override
  public String toString() {
    return "residual(" + body.size() + (body.size() == 1 ? " layer)" : " layers)");
  }
}
