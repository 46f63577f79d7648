package dev.espalier.describe.layer.image;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Channels of groups that stood side by side, one of each group in turn (arXiv 1707.01083), so that
 * the next layer's groups see all of them: 0 1 2 3 4 5 of two groups becomes 0 3 1 4 2 5. Shapes
 * stay, such as (channels x height x width).
 *
 * @param groups how many groups, a divisor of the channels
 */
public record ChannelShuffle(int groups) implements Layer {
  /** Refuses fewer than 1 group. */
  public ChannelShuffle {
    if (groups < 1) {
      throw new IllegalArgumentException(
          "channelShuffle(%s): needed at least 1 group. Try channelShuffle(2).".formatted(groups));
    }
  }

  @Override
  public String kind() {
    return "channelShuffle";
  }

  @Override
  public Dims outputOf(Dims in) {
    if (in.rank() != 3 || in.size(0) % groups != 0) {
      throw new MisfitException(
          "%s needs an input of (channels x height x width) whose channels divide into its groups, but receives %s"
              .formatted(this, in),
          "a number of groups that divides the channels");
    }
    return in;
  }

  @Override
  public Formula formula(Dims in) {
    return Formula.of(
        kind(),
        List.of(INPUT),
        "torch.reshape(torch.transpose(torch.reshape(x, [-1, %s, %s, %s]), 1, 2), %s)"
            .formatted(
                groups,
                in.size(0) / groups,
                in.size(1) * in.size(2),
                Arrays.toString(in.withBatch(-1))));
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    return Optional.of(
        List.of(
            OnnxNode.whole("inGroups", -1, groups, in.size(0) / groups, in.size(1) * in.size(2)),
            OnnxNode.whole("asBefore", in.withBatch(-1)),
            OnnxNode.of("Reshape", INPUT, "inGroups").as("grouped"),
            OnnxNode.of("Transpose", "grouped").with("perm", new long[] {0, 2, 1, 3}).as("turned"),
            OnnxNode.of("Reshape", "turned", "asBefore")));
  }

  @Override
  public String toString() {
    return "channelShuffle(" + groups + ")";
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<ChannelShuffle> type() {
      return ChannelShuffle.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(new Example("channel shuffle", Dims.of(6, 2, 3), new ChannelShuffle(2)));
    }
  }
}
