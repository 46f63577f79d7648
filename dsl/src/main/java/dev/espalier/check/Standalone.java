package dev.espalier.check;

import dev.espalier.describe.GivenNetwork;
import dev.espalier.describe.GivenValues;
import dev.espalier.describe.Network;
import dev.espalier.describe.Source;
import dev.espalier.describe.Tap;
import dev.espalier.describe.TrainedOn;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.weights.StateDict;
import dev.espalier.weights.TensorData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A network of a hierarchy as one that stands alone over the data's input: the layers of the
 * networks that its input comes from stand before its own, under names such as {@code grade1-h}.
 */
public final class Standalone {
  private final CheckedHierarchy hierarchy;
  private final Function<String, StateDict> values;
  private final List<NamedLayer> layers = new ArrayList<>();
  private final Map<String, TensorData> tensors = new LinkedHashMap<>();

  private Standalone(CheckedHierarchy hierarchy, Function<String, StateDict> values) {
    this.hierarchy = hierarchy;
    this.values = values;
  }

  /**
   * Gives a network alone.
   *
   * @param network its name
   * @param values gives the values of a network that has some, as {@code layer.parameter}
   * @param trainedOn what is known of the data that it was trained on
   * @param origin what it comes from, such as {@code run 'digits by sal'}
   * @throws IllegalArgumentException if there is no such network
   */
  public static GivenNetwork of(
      CheckedHierarchy hierarchy,
      String network,
      Function<String, StateDict> values,
      Optional<TrainedOn> trainedOn,
      String origin) {
    Given.all(
        "hierarchy",
        hierarchy,
        "network",
        network,
        "values",
        values,
        "trainedOn",
        trainedOn,
        "origin",
        origin);
    CheckedNetwork last =
        hierarchy
            .network(network)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "%s: found no network '%s', needed one of %s. Try its name."
                            .formatted(
                                origin,
                                network,
                                hierarchy.networks().stream().map(CheckedNetwork::name).toList())));
    Standalone alone = new Standalone(hierarchy, values);
    alone.add(last, last.layers().size(), name -> name, false);
    Network whole = new Network(network, new Source.Input(hierarchy.input()), alone.layers);
    return new GivenNetwork(
        whole, new GivenValues(StateDict.of(alone.tensors), true, trainedOn, origin));
  }

  /** Adds a network's first layers behind those of the network that its input comes from. */
  private void add(CheckedNetwork network, int count, UnaryOperator<String> name, boolean linear) {
    if (network.description().source() instanceof Source.At at) {
      Tap tap = at.tap();
      CheckedNetwork before = hierarchy.network(tap.network()).orElseThrow();
      List<String> names = before.layers().stream().map(CheckedLayer::name).toList();
      if (!names.contains(tap.layer())) {
        throw new IllegalArgumentException(
            "network %s: it starts from %s, inside another layer, and cannot stand without it. Try from(\"%s.%s\")."
                .formatted(network.name(), tap, tap.network(), tap.outer()));
      }
      add(
          before,
          names.indexOf(tap.layer()) + 1,
          layer -> before.name() + "-" + layer,
          tap.linear());
    }
    List<CheckedLayer> first = network.layers().subList(0, count);
    Map<String, TensorData> known =
        first.stream().allMatch(layer -> layer.parameters().isEmpty())
            ? Map.of()
            : values.apply(network.name()).tensors();
    for (int i = 0; i < count; i++) {
      CheckedLayer layer = first.get(i);
      Activation activation = linear && i == count - 1 ? Activation.IDENTITY : layer.activation();
      String own = name.apply(layer.name());
      layers.add(new NamedLayer(own, layer.layer(), activation));
      for (ParameterSpec spec : layer.parameters()) {
        tensors.put(
            own + "." + spec.name(),
            Objects.requireNonNull(known.get(layer.name() + "." + spec.name())));
      }
    }
  }
}
