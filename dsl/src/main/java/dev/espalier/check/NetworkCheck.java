package dev.espalier.check;

import dev.espalier.describe.Network;
import dev.espalier.describe.Source;
import dev.espalier.describe.layer.Branch;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.LayerPaths;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.layer.basic.Dense;
import dev.espalier.describe.layer.basic.Flatten;
import dev.espalier.describe.layer.basic.Identity;
import dev.espalier.describe.layer.basic.Reshape;
import dev.espalier.describe.layer.norm.BatchNorm;
import dev.espalier.describe.layer.norm.LayerNorm;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Dims;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Follows the shapes through one network, and notes what is wrong on the way. */
final class NetworkCheck {
  private final Network network;
  private final List<Problem> problems;
  private final List<CheckedLayer> layers = new ArrayList<>();
  private final Map<String, Dims> shapes = new HashMap<>();
  private final Map<String, NamedLayer> byName = new HashMap<>();
  private final Set<String> padded = new HashSet<>();

  NetworkCheck(Network network, List<Problem> problems) {
    this.network = network;
    this.problems = problems;
    network.layers().forEach(layer -> byName.putIfAbsent(layer.name(), layer));
  }

  /** Checks what does not depend on the input's shape. */
  void walkWithoutShapes() {
    if (network.layers().isEmpty()) {
      problems.add(new Problem("network " + network.name(), "it has no layer", "output(10) in it"));
    }
    Set<String> seen = new HashSet<>();
    for (NamedLayer layer : network.layers()) {
      if (!seen.add(layer.name())) {
        problems.add(
            new Problem(
                where(layer), "another layer of the network has this name", "a name of its own"));
      }
    }
    boolean tokens = !(network.source() instanceof Source.At);
    String before = "the network's input, " + network.source();
    requireTokens("layer " + network.name(), network.layers(), tokens, before);
    requireMask("layer " + network.name(), network.layers(), false);
  }

  /** Checks everything. */
  void walk(Dims input) {
    walkWithoutShapes();
    Optional<Dims> dims = Optional.of(input);
    for (NamedLayer layer : network.layers()) {
      dims = dims.flatMap(in -> pass(layer, in));
      dims.ifPresent(out -> shapes.putIfAbsent(layer.name(), out));
    }
  }

  /** Says whether every layer's shape could be found. */
  boolean isSound() {
    return !layers.isEmpty() && layers.size() == network.layers().size();
  }

  /** Gives the network, once it is known to have no problem. */
  CheckedNetwork checked() {
    return new CheckedNetwork(network, layers.get(0).input(), layers);
  }

  Network network() {
    return network;
  }

  boolean hasLayer(String path) {
    return byName.containsKey(path) || CheckedNetwork.pathIn(network.layers(), path).isPresent();
  }

  /** Says whether a layer's value is the same before its activation and after it. */
  boolean isLinear(String path) {
    NamedLayer layer = byName.get(path);
    return layer == null
        ? inside(path).filter(inner -> inner.activation().isIdentity()).isPresent()
        : layer.activation().isIdentity();
  }

  /** Gives the shape after a layer, where it could be found. */
  Optional<Dims> shape(String path) {
    return Optional.ofNullable(shapes.get(path)).or(() -> inside(path).map(CheckedLayer::output));
  }

  /** Says that there is no layer of a name, and which ones there are. */
  String hasNo(String layer) {
    List<String> several = LayerPaths.of(network.layers(), layer);
    if (several.size() > 1) {
      return "network '%s' has %s layers '%s': %s"
          .formatted(network.name(), several.size(), layer, String.join(", ", several));
    }
    String meant =
        LayerPaths.nearest(network.layers(), layer)
            .map(each -> " Did you mean '" + each + "'?")
            .orElse("");
    NamedLayer outer = byName.get(layer.split("\\.", 2)[0]);
    if (outer != null) {
      String inside = LayerPaths.all(List.of(outer)).collect(Collectors.joining(", "));
      return "network '%s' has no layer '%s'.%s It has %s"
          .formatted(network.name(), layer, meant, inside);
    }
    String names =
        network.layers().stream().map(NamedLayer::name).collect(Collectors.joining(", "));
    return "network '%s' has no layer '%s'.%s It has %s"
        .formatted(network.name(), layer, meant, names.isEmpty() ? "none" : names);
  }

  private Optional<CheckedLayer> inside(String path) {
    return CheckedNetwork.pathIn(network.layers(), path)
        .flatMap(full -> CheckedLayer.at(layers, full));
  }

  private Optional<Dims> pass(NamedLayer named, Dims in) {
    Optional<Dims> out = Optional.empty();
    try {
      out = Optional.ofNullable(named.layer().outputOf(in));
      if (out.isEmpty()) {
        throw new MisfitException(
            "%s gives no shape for %s".formatted(named.layer(), in), "outputOf(...) that does");
      }
      layers.add(new CheckedLayer(named, in, out.get(), named.layer().parametersFor(in)));
      return out;
    } catch (MisfitException misfit) {
      problems.add(Problem.at(where(named), misfit));
    } catch (RuntimeException failure) {
      // A custom layer is foreign code; whatever it throws is a finding about that layer.
      problems.add(
          new Problem(
              where(named),
              "%s failed on an input of %s with %s".formatted(named.layer(), in, failure),
              "another input, or mend the layer"));
    }
    return out.isPresent() ? out : assumed(named.layer(), in);
  }

  /** Gives the shape that a layer would most likely give if its input were mended. */
  private static Optional<Dims> assumed(Layer layer, Dims in) {
    if (layer instanceof Dense dense) {
      return Optional.of(Dims.of(dense.units()));
    }
    if (layer instanceof Reshape reshape) {
      return Optional.of(reshape.dims());
    }
    return layer instanceof BatchNorm || layer instanceof LayerNorm
        ? Optional.of(in)
        : Optional.empty();
  }

  /** Finds embeddings that would read something else than the whole numbers of the data. */
  private void requireTokens(
      String where, List<NamedLayer> inOrder, boolean tokensAtStart, String atStart) {
    boolean tokens = tokensAtStart;
    String before = atStart;
    for (NamedLayer named : inOrder) {
      String place = where + "." + named.name();
      if (named.layer().tokens().isPresent() && !tokens) {
        problems.add(
            new Problem(
                place,
                "%s needs whole numbers from the data, but receives %s"
                    .formatted(named.layer(), before),
                "it as the first layer of a network over the data's input"));
      }
      for (Branch branch : named.layer().branches()) {
        requireTokens(place + "." + branch.name(), branch.layers(), tokens, before);
      }
      if (!keepsTokens(named)) {
        tokens = false;
        before = "what '" + named.name() + "' gives";
      }
    }
  }

  /**
   * Finds layers that leave padding out where nothing says which steps that is, and layers that
   * would count padding because one before them does not say on which steps are real.
   */
  @SuppressWarnings("ReferenceEquality") // A layer that has no such form gives itself.
  private void requireMask(String where, List<NamedLayer> inOrder, boolean maskAtStart) {
    boolean mask = maskAtStart;
    Optional<NamedLayer> endsMask = Optional.empty();
    for (NamedLayer named : inOrder) {
      String place = where + "." + named.name();
      List<Branch> branches = named.layer().branches();
      Layer masked = branches.isEmpty() ? named.layer().masked() : named.layer();
      // A layer that could leave padding out, and does.
      if (!mask && masked != named.layer() && masked.equals(named.layer())) {
        problems.add(
            new Problem(
                place,
                "%s needs to know which steps are real, but no layer before it says so"
                    .formatted(named.layer()),
                "embedding(..., e -> e.padding(0)) before it"));
      }
      if (endsMask.isPresent() && !masked.equals(named.layer())) {
        problems.add(
            new Problem(
                place,
                "%s would count padding as real steps, because '%s' before it, %s, does not say which steps of what it gives are real"
                    .formatted(named.layer(), endsMask.get().name(), endsMask.get().layer()),
                "layers between that keep steps, such as dense(..., d -> d.eachStep()), or an embedding without padding(...)"));
      }
      for (Branch branch : branches) {
        requireMask(place + "." + branch.name(), branch.layers(), mask);
      }
      boolean before = mask;
      mask = named.layer().mask().map(one -> one.begins() || before).orElse(false);
      if (mask) {
        padded.add(place);
      }
      if (mask || named.layer() instanceof Reshape || named.layer() instanceof Flatten) {
        endsMask = Optional.empty();
      } else if (before && masked == named.layer()) {
        endsMask = Optional.of(named);
      }
    }
  }

  /** Says whether steps of a layer's value may be padding. */
  boolean hasPadding(String path) {
    return LayerPaths.of(network.layers(), path).stream()
        .anyMatch(full -> padded.contains("layer " + network.name() + "." + full));
  }

  private static boolean keepsTokens(NamedLayer named) {
    Layer layer = named.layer();
    return named.activation().isIdentity()
        && (layer instanceof Flatten || layer instanceof Reshape || layer instanceof Identity);
  }

  private String where(NamedLayer layer) {
    return "layer " + network.name() + "." + layer.name();
  }
}
