package dev.espalier.methods.icp;

import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.Tap;
import dev.espalier.describe.layer.LayerPaths;
import dev.espalier.describe.problem.Given;
import java.util.Comparator;
import java.util.List;

/** Which layers' features are compared between an input and the perturbed one. */
public sealed interface FeatureTargets {

  /** Every layer with an activation but the last; the default. */
  record AllHidden() implements FeatureTargets {
    @Override
    public List<Tap> of(CheckedNetwork network) {
      return network.hiddenLayers().stream()
          .map(layer -> Tap.of(network.name(), layer.name()))
          .toList();
    }

    @Override
    public String toString() {
      return "all hidden layers";
    }
  }

  /**
   * Named layers, of each network those that it has.
   *
   * @param names layers, or {@code name:linear} for the value before its activation
   */
  record Layers(List<String> names) implements FeatureTargets {
    /** Copies the names and refuses none. */
    public Layers {
      Given.all("names", names);
      names = List.copyOf(names);
      if (names.isEmpty()) {
        throw new IllegalArgumentException(
            "constructivePerturbation: targets() names no layer. Try targets(\"h1\"), or"
                + " decayOnly().");
      }
      if (names.stream().distinct().count() < names.size()) {
        throw new IllegalArgumentException(
            "constructivePerturbation: targets(%s) names a layer twice. Try targets(%s)."
                .formatted(
                    String.join(", ", names),
                    String.join(", ", names.stream().distinct().toList())));
      }
    }

    @Override
    public List<Tap> of(CheckedNetwork network) {
      List<String> depths = network.layers().stream().map(layer -> layer.name()).toList();
      List<String> paths = LayerPaths.all(network.description().layers()).toList();
      return names.stream()
          .map(name -> Tap.of(network.name(), name))
          .filter(tap -> network.layer(tap.layer()).isPresent())
          .sorted(
              Comparator.comparingInt((Tap tap) -> depths.indexOf(tap.outer()))
                  .thenComparingInt(
                      tap -> paths.indexOf(network.pathOf(tap.layer()).orElseThrow())))
          .toList();
    }

    @Override
    public String toString() {
      return String.join(", ", names);
    }
  }

  /** No layer: the task's weight decays and nothing is perturbed, the control of a comparison. */
  record None() implements FeatureTargets {
    @Override
    public List<Tap> of(CheckedNetwork network) {
      return List.of();
    }

    @Override
    public String toString() {
      return "no layer";
    }
  }

  /** Gives the taps of a network, in the order of depth. */
  List<Tap> of(CheckedNetwork network);
}
