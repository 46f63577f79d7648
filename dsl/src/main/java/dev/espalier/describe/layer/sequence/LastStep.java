package dev.espalier.describe.layer.sequence;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.value.Dims;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The last step of a sequence, (steps x features) to (features).
 *
 * @param isMasked whether the last that is real; the first where none is
 */
public record LastStep(boolean isMasked) implements Layer {

  /** Gives the last of all steps. */
  public LastStep() {
    this(false);
  }

  @Override
  public String kind() {
    return "last";
  }

  @Override
  public Dims outputOf(Dims in) {
    Sequences.require(this, in, "leaving it out, or an rnn, lstm or gru before it");
    return Dims.of(in.size(1));
  }

  @Override
  public LastStep masked() {
    return new LastStep(true);
  }

  @Override
  public Formula formula(Dims in) {
    if (!isMasked) {
      return Formula.of("last", List.of(INPUT), "torch.select(x, 1, -1)");
    }
    String text =
        """
        place = torch.argmax(mask * torch.arange(1, %s, dtype=x.dtype, device=x.device), 1)
        places = torch.reshape(place, [-1, 1, 1]).expand([-1, 1, %s])
        return torch.squeeze(torch.gather(x, 1, places), 1)
        """
            .formatted(in.size(0) + 1, in.size(1));
    return Formula.of("last", List.of(INPUT, MASK), text);
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    if (isMasked) {
      double[] counts = LongStream.rangeClosed(1, in.size(0)).asDoubleStream().toArray();
      long[] steps = LongStream.range(0, in.size(0)).toArray();
      return Optional.of(
          List.of(
              OnnxNode.of("Constant").with("value_floats", counts).as("counts"),
              OnnxNode.of("Mul", MASK, "counts").as("found"),
              OnnxNode.of("ArgMax", "found").with("axis", 1L).as("place"),
              OnnxNode.whole("steps", steps),
              OnnxNode.of("Equal", "steps", "place").as("isLast"),
              OnnxNode.of("Cast", "isLast").with("to", 1L).as("weights"),
              OnnxNode.whole("axis", 1),
              OnnxNode.of("Unsqueeze", "weights", "axis").as("rows"),
              OnnxNode.of("MatMul", "rows", INPUT).as("row"),
              OnnxNode.of("Squeeze", "row", "axis")));
    }
    return Optional.of(
        List.of(
            OnnxNode.of("Constant").with("value_int", -1L).as("place"),
            OnnxNode.of("Gather", INPUT, "place").with("axis", 1L)));
  }

  @Override
  public String toString() {
    return "last()" + (isMasked ? " of real steps" : "");
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<LastStep> type() {
      return LastStep.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("last step", Dims.of(3, 2), new LastStep()),
          new Example("last real step", Dims.of(3, 2), new LastStep(true)));
    }
  }
}
