package dev.espalier.describe.layer.image;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The largest value or the mean of each channel, (channels x height x width) to (channels), or with
 * a depth before the height; of a sequence, over its steps, (steps x features) to (features).
 *
 * @param type largest or mean
 */
public record GlobalPool(Pool.Kind type) implements Layer {
  /** Refuses null. */
  public GlobalPool {
    Given.all("type", type);
  }

  @Override
  public String kind() {
    return type == Pool.Kind.MAX ? "globalMaxPool" : "globalAveragePool";
  }

  @Override
  public Dims outputOf(Dims in) {
    return switch (in.rank()) {
      case 3, 4 -> Dims.of(in.size(0));
      case 2 -> Dims.of(in.size(1));
      default ->
          throw new MisfitException(
              this + " needs an image, a volume or a sequence, but receives " + in,
              "leaving it out");
    };
  }

  @Override
  public Formula formula(Dims in) {
    boolean image = in.rank() != 2;
    String values = image ? "torch.flatten(x, 2)" : INPUT;
    int axis = image ? -1 : 1;
    return Formula.of(
        kind(),
        List.of(INPUT),
        type == Pool.Kind.MAX
            ? "largest, places = torch.max(%s, %s)\nreturn largest".formatted(values, axis)
            : "torch.mean(%s, [%s])".formatted(values, axis));
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    return Optional.of(
        List.of(
            OnnxNode.of(type == Pool.Kind.MAX ? "ReduceMax" : "ReduceMean", INPUT)
                .with("axes", axes(in))
                .with("keepdims", 0L)));
  }

  private static long[] axes(Dims in) {
    return in.rank() == 2 ? new long[] {1} : LongStream.rangeClosed(2, in.rank()).toArray();
  }

  @Override
  public String toString() {
    return kind() + "()";
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<GlobalPool> type() {
      return GlobalPool.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("global max pool", Dims.of(3, 2, 4), new GlobalPool(Pool.Kind.MAX)),
          new Example("global average pool", Dims.of(3, 2, 4), new GlobalPool(Pool.Kind.AVERAGE)),
          new Example(
              "global max pool of volumes", Dims.of(2, 2, 3, 2), new GlobalPool(Pool.Kind.MAX)),
          new Example("global max pool over steps", Dims.of(4, 3), new GlobalPool(Pool.Kind.MAX)),
          new Example(
              "global average pool over steps", Dims.of(4, 3), new GlobalPool(Pool.Kind.AVERAGE)));
    }
  }
}
