package dev.espalier.describe.layer.merge;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Branch;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.layer.StepMask;
import dev.espalier.describe.layer.basic.Dense;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import java.util.List;
import java.util.Optional;

/**
 * Layers one after the other under one name: a stem, a stage, a head. A tap inside is {@code
 * network.stem.conv1}.
 *
 * @param layers the layers, at least one
 */
public record Sequential(List<NamedLayer> layers) implements Layer {
  private static final String PART = "layers";

  /** Copies the list; refuses none. */
  public Sequential {
    Given.all("layers", layers);
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException(
          "sequential: found no layer, needed one at least. Try sequential(\"stem\", s -> s.dense(32).relu()).");
    }
    Merging.require("sequential", List.of(new Branch(PART, layers)));
  }

  @Override
  public String kind() {
    return "sequential";
  }

  @Override
  public List<Branch> branches() {
    return List.of(new Branch(PART, layers));
  }

  @Override
  public Optional<StepMask> mask() {
    return branches().get(0).mask();
  }

  @Override
  public Sequential masked() {
    return new Sequential(branches().get(0).masked().layers());
  }

  @Override
  public Dims outputOf(Dims in) {
    return branches().get(0).outputOf(in);
  }

  @Override
  public Formula formula(Dims in) {
    return Formula.of("sequential", List.of(PART), PART);
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    return Optional.of(List.of(OnnxNode.of("Identity", PART)));
  }

  @Override
  public String toString() {
    return "sequential(" + layers.size() + (layers.size() == 1 ? " layer)" : " layers)");
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<Sequential> type() {
      return Sequential.class;
    }

    @Override
    public List<Example> examples() {
      NamedLayer in = new NamedLayer("h", Dense.of(4), Activation.of(Activation.Kind.TANH));
      NamedLayer out = new NamedLayer("out", Dense.of(2), Activation.IDENTITY);
      return List.of(new Example("sequential", Dims.of(3), new Sequential(List.of(in, out))));
    }
  }
}
