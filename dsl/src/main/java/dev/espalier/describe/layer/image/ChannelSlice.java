package dev.espalier.describe.layer.image;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import java.util.List;
import java.util.Optional;

/**
 * Some of the channels, (channels x height x width) to (to - from x height x width), or of
 * features, (features) or (steps x features).
 *
 * @param from the first, from 0
 * @param to the one after the last
 */
public record ChannelSlice(int from, int to) implements Layer {
  /** Refuses an empty range. */
  public ChannelSlice {
    if (from < 0 || to <= from) {
      throw new IllegalArgumentException(
          "channels(%s, %s): needed a first channel of at least 0, and one after the last. Try channels(0, 8)."
              .formatted(from, to));
    }
  }

  @Override
  public String kind() {
    return "channels";
  }

  @Override
  public Dims outputOf(Dims in) {
    if (in.rank() < 1 || in.size(axis(in)) < to) {
      throw new MisfitException(
          "%s needs at least %s channels, but receives %s".formatted(this, to, in),
          "a range within them");
    }
    return in.with(axis(in), to - from);
  }

  private static int axis(Dims in) {
    return in.rank() == 2 ? 1 : 0;
  }

  @Override
  public Formula formula(Dims in) {
    return Formula.of(
        kind(),
        List.of(INPUT),
        "torch.narrow(x, %s, %s, %s)".formatted(axis(in) + 1, from, to - from));
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    return Optional.of(
        List.of(
            OnnxNode.whole("from", from),
            OnnxNode.whole("to", to),
            OnnxNode.whole("axis", axis(in) + 1L),
            OnnxNode.of("Slice", INPUT, "from", "to", "axis")));
  }

  @Override
  public String toString() {
    return "channels(%s, %s)".formatted(from, to);
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<ChannelSlice> type() {
      return ChannelSlice.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("some channels", Dims.of(4, 2, 3), new ChannelSlice(1, 3)),
          new Example("some features of steps", Dims.of(3, 4), new ChannelSlice(2, 4)));
    }
  }
}
