package dev.espalier.describe.layer.basic;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.StepMask;
import dev.espalier.describe.value.Dims;
import java.util.List;
import java.util.Optional;

/** The input as it is; a place for an activation that follows no other layer. */
public record Identity() implements Layer {

  @Override
  public String kind() {
    return "identity";
  }

  @Override
  public Dims outputOf(Dims in) {
    return in;
  }

  @Override
  public Optional<StepMask> mask() {
    return Optional.of(StepMask.same());
  }

  @Override
  public Formula formula(Dims in) {
    return Formula.of("identity", List.of(INPUT), INPUT);
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    return Optional.of(List.of());
  }

  @Override
  public String toString() {
    return "identity()";
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<Identity> type() {
      return Identity.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(new Example("identity", Dims.of(3), new Identity()));
    }
  }
}
