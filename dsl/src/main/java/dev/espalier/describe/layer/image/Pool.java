package dev.espalier.describe.layer.image;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The largest value or the mean of each window of an image, (channels x height x width) to
 * (channels x height' x width'), with {@code height' = (height + 2 padding - size) / stride + 1}.
 *
 * @param type largest or mean
 * @param size the height and width of a window
 * @param stride the step of the window; default its size
 * @param padding added on each side, at most half the size; a mean counts padded zeros; default 0
 */
public record Pool(Kind type, int size, int stride, int padding) implements Layer {
  /** What a window gives. */
  public enum Kind {
    /** The largest value. */
    MAX,
    /** The mean. */
    AVERAGE
  }

  /** Refuses sizes below 1 and a padding above half the size. */
  public Pool {
    Given.all("type", type);
    if (size < 1 || stride < 1 || padding < 0 || padding > size / 2) {
      throw new IllegalArgumentException(
          "pool(%s): stride %s, padding %s: needed sizes of at least 1 and padding of at most %s. "
                  .formatted(size, stride, padding, size / 2)
              + "Try pool(2).");
    }
  }

  /** Gives the largest value of windows side by side. */
  public static Pool max(int size) {
    return new Pool(Kind.MAX, size, size, 0);
  }

  /** Gives the mean of windows side by side. */
  public static Pool average(int size) {
    return new Pool(Kind.AVERAGE, size, size, 0);
  }

  /** Gives this layer with another stride. */
  public Pool stride(int value) {
    return new Pool(type, size, value, padding);
  }

  /** Gives this layer with another padding. */
  public Pool padding(int value) {
    return new Pool(type, size, stride, value);
  }

  @Override
  public String kind() {
    return type.name().toLowerCase(Locale.ROOT) + "Pool";
  }

  @Override
  public Dims outputOf(Dims in) {
    Windows.requireImage(this, in);
    return Dims.of(
        in.size(0),
        Windows.count(this, in, 1, size, stride, padding),
        Windows.count(this, in, 2, size, stride, padding));
  }

  @Override
  public Formula formula(Dims in) {
    String windows = "[%1$s, %1$s], [%2$s, %2$s], [%3$s, %3$s]".formatted(size, stride, padding);
    return Formula.of(
        kind(),
        List.of(INPUT),
        type == Kind.MAX
            ? "torch.max_pool2d(x, %s)".formatted(windows)
            : "torch.avg_pool2d(x, %s, False, True)".formatted(windows));
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    OnnxNode pool =
        type == Kind.MAX
            ? OnnxNode.of("MaxPool", INPUT)
            : OnnxNode.of("AveragePool", INPUT).with("count_include_pad", 1L);
    return Optional.of(List.of(Windows.onnx(pool, size, stride, padding)));
  }

  @Override
  public String toString() {
    return kind() + "(" + size + ")";
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<Pool> type() {
      return Pool.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("max pool", Dims.of(2, 5, 6), Pool.max(2)),
          new Example("padded max pool", Dims.of(1, 5, 5), Pool.max(3).stride(2).padding(1)),
          new Example("average pool", Dims.of(2, 5, 6), Pool.average(2)),
          new Example(
              "padded average pool", Dims.of(1, 5, 5), Pool.average(3).stride(2).padding(1)));
    }
  }
}
