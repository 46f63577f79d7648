package dev.espalier.check;

import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.weights.StateDict;
import dev.espalier.weights.TensorData;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Looks for the tensors of a network's parameters among weights. */
final class WeightsSearch {
  /** How many batches a norm has seen, which PyTorch keeps and no formula needs. */
  private static final String COUNTER = "num_batches_tracked";

  // An exception shows no more problems, and looking for advice takes a walk through the names.
  private static final int ADVISED = 20;

  private final CheckedNetwork network;
  private final StateDict.Extent extent;
  private final boolean partial;
  private final List<Needed> needed = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, TensorData> values = new LinkedHashMap<>();
  // What no parameter has taken, by its name in the weights.
  private final Map<String, TensorData> left = new LinkedHashMap<>();

  WeightsSearch(CheckedNetwork network, StateDict weights) {
    this.network = network;
    this.extent = weights.extent();
    this.partial = extent != StateDict.Extent.ALL;
    Map<String, String> torch = network.torchNames();
    for (CheckedLayer layer : network.layers()) {
      for (ParameterSpec spec : layer.parameters()) {
        String name = layer.name() + "." + spec.name();
        needed.add(new Needed(name, torch.getOrDefault(name, name), spec.dims()));
      }
    }
    weights
        .tensors()
        .forEach(
            (name, data) -> {
              if (!name.equals(COUNTER) && !name.endsWith("." + COUNTER)) {
                left.put(name, data);
              }
            });
    if (weights.isInOrder()) {
      nameInOrder();
    }
  }

  WeightsFit fit() {
    List<Needed> missing = new ArrayList<>();
    for (Needed one : needed) {
      TensorData data = left.remove(left.containsKey(one.name) ? one.name : one.torch);
      if (data == null) {
        missing.add(one);
      } else {
        take(one, data);
      }
    }
    if (!partial) {
      missing.forEach(this::addMissing);
      left.forEach(this::addExtra);
    } else if (values.isEmpty()
        && problems.isEmpty()
        && !needed.isEmpty()
        && !(left.isEmpty() && extent == StateDict.Extent.WHERE_FITTING)) {
      problems.add(
          new Problem(
              "network " + network.name(),
              "found none of its %s among %s, such as %s, needed one of %s at least"
                  .formatted(
                      Shown.count(needed.size(), "parameter"),
                      Shown.count(left.size(), "tensor"),
                      some(left.keySet()),
                      some(needed.stream().map(Needed::name).toList())),
              "renamed(...) or under(...)"));
    }
    return new WeightsFit(values, problems);
  }

  private void take(Needed one, TensorData data) {
    String where = "parameter " + network.name() + "." + one.name;
    if (!data.isFloating()) {
      problems.add(
          new Problem(
              where,
              "found whole numbers, needed float32 or float64 of " + one.dims,
              "the values themselves, without what quantised them"));
    } else if (!data.dims().equals(one.dims.sizes())) {
      if (extent == StateDict.Extent.WHERE_FITTING) {
        return;
      }
      problems.add(
          new Problem(
              where,
              "found " + data.shape() + ", needed " + one.dims,
              isTransposed(data, one.dims)
                  ? "its transpose: outputs come first, as in PyTorch"
                  : "a network of the sizes of the weights"));
    } else {
      OptionalInt wrong = data.firstNotFinite();
      if (wrong.isPresent()) {
        int place = wrong.getAsInt();
        problems.add(
            new Problem(
                where,
                "its value %s is %s, needed finite ones".formatted(place, data.value(place)),
                "weights of a training that did not diverge"));
      } else {
        values.put(one.name, data);
      }
    }
  }

  private void addMissing(Needed one) {
    String names = one.name.equals(one.torch) ? one.name : one.name + " or " + one.torch;
    problems.add(
        new Problem(
            "parameter " + network.name() + "." + one.name,
            "found no tensor '%s', needed %s".formatted(names, one.dims),
            problems.size() < ADVISED ? adviceFor(one) : "weights with it, or partial()"));
  }

  private String adviceFor(Needed one) {
    for (String name : left.keySet()) {
      for (String wanted : List.of(one.name, one.torch)) {
        if (name.endsWith("." + wanted)) {
          return "under(\"%s\")".formatted(name.substring(0, name.length() - wanted.length() - 1));
        }
      }
    }
    for (Map.Entry<String, TensorData> other : left.entrySet()) {
      if (other.getValue().dims().equals(one.dims.sizes())) {
        return "renamed(Map.of(\"%s\", \"%s\")) if they are the same, or inOrder()"
            .formatted(other.getKey(), one.name);
      }
    }
    return "weights with it, or partial()";
  }

  private void addExtra(String name, TensorData data) {
    problems.add(
        new Problem(
            "tensor " + Shown.name(name),
            "found %s, and network '%s' has no such parameter"
                .formatted(data.shape(), network.name()),
            "renamed(...) if it has another name there, or partial()"));
  }

  /** Gives the tensors the names of layers: those of the first module that of the first layer. */
  private void nameInOrder() {
    List<String> found = modules(left.keySet());
    // A layer may be several modules of PyTorch, and is one where Espalier wrote the weights.
    List<String> own = modules(needed.stream().map(Needed::name).toList());
    List<String> layers =
        own.size() == found.size() ? own : modules(needed.stream().map(Needed::torch).toList());
    if (layers.size() != found.size() && !partial) {
      problems.add(
          new Problem(
              "network " + network.name(),
              "found tensors of %s, %s, needed %s, %s"
                  .formatted(
                      Shown.count(found.size(), "module"),
                      some(found),
                      layers.size(),
                      some(layers)),
              "partial() for the first ones"));
    }
    Map<String, String> layerOf = new HashMap<>();
    for (int i = 0; i < Math.min(layers.size(), found.size()); i++) {
      layerOf.put(found.get(i), layers.get(i));
    }
    Map<String, TensorData> before = new LinkedHashMap<>(left);
    left.clear();
    before.forEach(
        (name, data) -> {
          String layer = layerOf.get(module(name));
          String last = name.substring(name.lastIndexOf('.') + 1);
          left.put(layer == null ? name : layer + "." + last, data);
        });
  }

  private static List<String> modules(Collection<String> names) {
    return names.stream().map(WeightsSearch::module).distinct().toList();
  }

  private static String module(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }

  private static boolean isTransposed(TensorData data, Dims dims) {
    return data.dims().size() == 2
        && dims.rank() == 2
        && data.dims().get(0).equals(dims.sizes().get(1))
        && data.dims().get(1).equals(dims.sizes().get(0));
  }

  private static String some(Iterable<String> names) {
    List<String> shown = new ArrayList<>();
    for (String name : names) {
      if (shown.size() == 6) {
        shown.add("...");
        break;
      }
      shown.add(Shown.name(name));
    }
    return String.join(", ", shown);
  }

  private record Needed(String name, String torch, Dims dims) {}
}
