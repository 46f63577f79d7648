package dev.espalier.zoo.graph;

import dev.espalier.check.CheckedNetwork;
import dev.espalier.data.Normalization;
import dev.espalier.describe.Source;
import dev.espalier.describe.Tap;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Branch;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.layer.StepMask;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Parts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The way through a trained hierarchy, from raw input to prediction, as one graph.
 *
 * <p>Only the networks that the prediction needs are written: those of the readout, and those whose
 * taps they start from.
 */
final class GraphWriter {
  private final Trained trained;
  private final Export export;
  private final Graph graph;
  private final Map<String, String> values = new HashMap<>();

  GraphWriter(Trained trained, Export export, Graph graph) {
    this.trained = trained;
    this.export = export;
    this.graph = graph;
  }

  /** Writes everything, and gives the name of the prediction. */
  String from(String input) {
    String prepared = normalized(scaled(input));
    List<String> summed = export.readout().networks();
    String sum = output(summed.get(0), prepared);
    if (export.probabilities() || (trained.scores() && summed.size() > 1)) {
      sum = probabilities(sum);
    }
    for (String network : summed.subList(1, summed.size())) {
      sum = graph.add(sum, output(network, prepared));
    }
    return inUnits(sum);
  }

  private String probabilities(String logits) {
    if (trained.outputs().isPresent()) {
      List<String> said = new ArrayList<>();
      for (Parts.Part part : trained.outputs().get().list()) {
        String own = graph.slice(logits, part.from(), part.to());
        said.add(part.ofClasses() ? graph.softmax(own, 1) : own);
      }
      return graph.joined(said);
    }
    // Of pictures with a label a pixel the classes are the first axis of a sample.
    return trained.output().rank() > 2
        ? graph.softmax(logits, 1)
        : graph.activation(Activation.of(Activation.Kind.SOFTMAX), logits);
  }

  /** Writes what takes the scaling of targets back. */
  private String inUnits(String said) {
    if (trained.scaling().isEmpty()) {
      return said;
    }
    Normalization back = trained.scaling().get().inverse();
    double[] offsets = doubles(back.offsets());
    return graph.normalized(
        said,
        offsets,
        doubles(back.scales()),
        constantDims(offsets.length, trained.output().rank()));
  }

  /** Writes layers one after the other, and gives the name of the last one's value. */
  private String chain(
      List<NamedLayer> layers, String prefix, Dims input, String x, Optional<String> steps) {
    Dims dims = input;
    String value = x;
    Optional<String> mask = steps;
    for (NamedLayer layer : layers) {
      String path = prefix + "." + layer.name();
      Map<String, String> given = given(layer.layer(), path, dims, value, mask);
      mask = mask(layer.layer(), value, mask);
      value = graph.layer(layer.layer(), path, dims, given);
      values.put(path + ":linear", value);
      if (!layer.activation().isIdentity()) {
        value = graph.activation(layer.activation(), value);
      }
      values.put(path, value);
      dims = layer.layer().outputOf(dims);
    }
    return value;
  }

  /** Writes a layer's branches, and gives the names of their values and of its input. */
  private Map<String, String> given(
      Layer layer, String path, Dims in, String x, Optional<String> mask) {
    Map<String, String> given = new LinkedHashMap<>();
    given.put(Layer.INPUT, x);
    mask.ifPresent(name -> given.put(Layer.MASK, name));
    for (Branch branch : layer.branches()) {
      given.put(branch.name(), chain(branch.layers(), path + "." + branch.name(), in, x, mask));
    }
    return given;
  }

  /** Writes which steps of a layer's value are real, where its words know. */
  private Optional<String> mask(Layer layer, String x, Optional<String> before) {
    return layer
        .mask()
        .flatMap(
            mask ->
                mask.begins()
                    ? Optional.of(graph.mask(mask, x))
                    : mask.equals(StepMask.same())
                        ? before
                        : before.map(name -> graph.mask(mask, name)));
  }

  private String output(String name, String input) {
    CheckedNetwork network = trained.checked().network(name).orElseThrow();
    String done = values.get(network.description().outputTap().toString());
    if (done != null) {
      return done;
    }
    String start = input;
    if (network.description().source() instanceof Source.At at) {
      Tap tap = at.tap();
      output(tap.network(), input);
      CheckedNetwork before = trained.checked().network(tap.network()).orElseThrow();
      String path = before.pathOf(tap.layer()).orElseThrow();
      start =
          Objects.requireNonNull(values.get(new Tap(tap.network(), path, tap.linear()).toString()));
    }
    return chain(network.description().layers(), name, network.input(), start, Optional.empty());
  }

  private String scaled(String input) {
    double range = export.white() - export.black();
    if (range == 1 && export.black() == 0) {
      return input;
    }
    double[] offset = {-export.black() / range};
    return graph.normalized(input, offset, new double[] {1 / range}, new long[0]);
  }

  private String normalized(String input) {
    if (!export.normalizes() || trained.normalization().isEmpty()) {
      return input;
    }
    Normalization normalization = trained.normalization().get();
    double[] offsets = doubles(normalization.offsets());
    return graph.normalized(
        input,
        offsets,
        doubles(normalization.scales()),
        constantDims(offsets.length, trained.checked().input().rank()));
  }

  private static long[] constantDims(int count, int rank) {
    return switch (rank) {
      case 0 -> new long[0];
      case 3 -> new long[] {count, 1, 1};
      default -> new long[] {count};
    };
  }

  private static double[] doubles(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
