package dev.espalier.describe.layer.image;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Setting;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

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
    return max(size, all -> all);
  }

  /** Gives the largest value of windows, with settings. */
  public static Pool max(int size, UnaryOperator<Builder> settings) {
    Given.all("settings", settings);
    Builder all = new Builder(Kind.MAX, size, Choices.of("maxPool(" + size + ")"));
    return Given.result("settings", settings.apply(all)).build();
  }

  /** Gives the mean of windows side by side. */
  public static Pool average(int size) {
    return average(size, all -> all);
  }

  /** Gives the mean of windows, with settings. */
  public static Pool average(int size, UnaryOperator<Builder> settings) {
    Given.all("settings", settings);
    Builder all = new Builder(Kind.AVERAGE, size, Choices.of("averagePool(" + size + ")"));
    return Given.result("settings", settings.apply(all)).build();
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

  /** The settings of windows over an image, each given at most once; a persistent value. */
  public static final class Builder {
    private static final Setting<OptionalInt> STRIDE =
        new Setting<>("the stride", OptionalInt.empty());
    private static final Setting<Integer> PADDING = new Setting<>("the padding", 0);

    private final Kind type;
    private final int size;
    private final Choices choices;

    private Builder(Kind type, int size, Choices choices) {
      this.type = type;
      this.size = size;
      this.choices = choices;
    }

    /** Sets the step of the window; default its size. */
    public Builder stride(int value) {
      return with(choices.with(STRIDE, OptionalInt.of(value), value));
    }

    /** Sets what is added on each side, at most half the size; default 0. */
    public Builder padding(int value) {
      return with(choices.with(PADDING, value));
    }

    private Builder with(Choices more) {
      return new Builder(type, size, more);
    }

    private Pool build() {
      return new Pool(type, size, choices.get(STRIDE).orElse(size), choices.get(PADDING));
    }

    @Override
    public String toString() {
      return choices.toString();
    }
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
          new Example("padded max pool", Dims.of(1, 5, 5), max(3, p -> p.stride(2).padding(1))),
          new Example("average pool", Dims.of(2, 5, 6), Pool.average(2)),
          new Example(
              "padded average pool", Dims.of(1, 5, 5), average(3, p -> p.stride(2).padding(1))));
    }
  }
}
