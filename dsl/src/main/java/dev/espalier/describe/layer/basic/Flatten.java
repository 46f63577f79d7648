package dev.espalier.describe.layer.basic;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.value.Dims;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Any shape to one axis, row-major. */
public record Flatten() implements Layer {

  @Override
  public String kind() {
    return "flatten";
  }

  @Override
  public Dims outputOf(Dims in) {
    return Dims.of(in.count());
  }

  @Override
  public Formula formula(Dims in) {
    return Formula.of(
        "flatten",
        List.of(INPUT),
        "torch.reshape(x, %s)".formatted(Arrays.toString(outputOf(in).withBatch(-1))));
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    return Optional.of(
        List.of(
            OnnxNode.whole("shape", outputOf(in).withBatch(-1)),
            OnnxNode.of("Reshape", INPUT, "shape")));
  }

  @Override
  public String toString() {
    return "flatten()";
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<Flatten> type() {
      return Flatten.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(new Example("flatten", Dims.of(2, 3), new Flatten()));
    }
  }
}
