package dev.espalier.describe.layer.basic;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Any shape to another of the same number of values, row-major.
 *
 * @param dims the new shape
 */
public record Reshape(Dims dims) implements Layer {
  /** Refuses null. */
  public Reshape {
    Given.all("dims", dims);
  }

  @Override
  public String kind() {
    return "reshape";
  }

  @Override
  public Dims outputOf(Dims in) {
    if (in.count() != dims.count()) {
      throw new MisfitException(
          "reshape%s has %s values, but receives %s with %s"
              .formatted(dims, dims.count(), in, in.count()),
          "a shape of " + in.count() + " values");
    }
    return dims;
  }

  @Override
  public Formula formula(Dims in) {
    return Formula.of(
        "reshape",
        List.of(INPUT),
        "torch.reshape(x, %s)".formatted(Arrays.toString(dims.withBatch(-1))));
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    return Optional.of(
        List.of(
            OnnxNode.whole("shape", dims.withBatch(-1)), OnnxNode.of("Reshape", INPUT, "shape")));
  }

  @Override
  public String toString() {
    return "reshape" + dims;
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<Reshape> type() {
      return Reshape.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(new Example("reshape", Dims.of(6), new Reshape(Dims.of(3, 1, 2))));
    }
  }
}
