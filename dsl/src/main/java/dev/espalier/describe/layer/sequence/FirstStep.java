package dev.espalier.describe.layer.sequence;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.value.Dims;
import java.util.List;
import java.util.Optional;

/** The first step of a sequence, such as a class token, (steps x features) to (features). */
public record FirstStep() implements Layer {

  @Override
  public String kind() {
    return "first";
  }

  @Override
  public Dims outputOf(Dims in) {
    Sequences.require(this, in, "leaving it out");
    return Dims.of(in.size(1));
  }

  @Override
  public Formula formula(Dims in) {
    return Formula.of("first", List.of(INPUT), "torch.select(x, 1, 0)");
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    return Optional.of(
        List.of(
            OnnxNode.of("Constant").with("value_int", 0L).as("place"),
            OnnxNode.of("Gather", INPUT, "place").with("axis", 1L)));
  }

  @Override
  public String toString() {
    return "first()";
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<FirstStep> type() {
      return FirstStep.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(new Example("first step", Dims.of(3, 2), new FirstStep()));
    }
  }
}
