package dev.espalier.describe.layer.basic;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.StepMask;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import java.util.List;
import java.util.Optional;

/**
 * A gated linear unit (arXiv 1612.08083), which halves the channels: the first half times the
 * sigmoid of the second. The channels are the first axis of a sample, and the features of a
 * sequence.
 */
public record Glu() implements Layer {

  @Override
  public String kind() {
    return "glu";
  }

  @Override
  public Dims outputOf(Dims in) {
    long channels = in.size(axis(in));
    if (channels % 2 != 0) {
      throw new MisfitException(
          "glu() halves the channels, but receives " + in + " with " + channels,
          "an even number of them");
    }
    return in.with(axis(in), channels / 2);
  }

  private static int axis(Dims in) {
    return in.rank() == 2 ? 1 : 0;
  }

  @Override
  public Optional<StepMask> mask() {
    return Optional.of(StepMask.same());
  }

  @Override
  public Formula formula(Dims in) {
    return Formula.of(kind(), List.of(INPUT), "torch.glu(x, %s)".formatted(axis(in) + 1));
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    long channels = in.size(axis(in));
    return Optional.of(
        List.of(
            OnnxNode.whole("start", 0),
            OnnxNode.whole("middle", channels / 2),
            OnnxNode.whole("end", channels),
            OnnxNode.whole("axis", axis(in) + 1L),
            OnnxNode.of("Slice", INPUT, "start", "middle", "axis").as("values"),
            OnnxNode.of("Slice", INPUT, "middle", "end", "axis").as("gates"),
            OnnxNode.of("Sigmoid", "gates").as("open"),
            OnnxNode.of("Mul", "values", "open")));
  }

  @Override
  public String toString() {
    return "glu()";
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<Glu> type() {
      return Glu.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("glu of features", Dims.of(6), new Glu()),
          new Example("glu of steps", Dims.of(3, 4), new Glu()),
          new Example("glu of images", Dims.of(2, 3, 2), new Glu()));
    }
  }
}
