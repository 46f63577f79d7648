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
import java.util.function.UnaryOperator;

/**
 * The largest value or the mean of each window along one, two or three axes: of (steps x features),
 * (channels x height x width) or (channels x depth x height x width), for each channel.
 *
 * @param type largest or mean
 * @param windows how they lie along each axis; default side by side
 * @param countsPadding whether a mean counts padded zeros, as PyTorch's does and TensorFlow's does
 *     not
 */
public record WindowPool(Pool.Kind type, List<Window> windows, boolean countsPadding)
    implements Layer {
  private static final String LEAST = "-1e308 * 10.0";

  /** Refuses means of windows with gaps, which no operator has. */
  public WindowPool {
    Given.all("type", type, "windows", windows);
    windows = Space.require("pool", windows);
    if (type == Pool.Kind.AVERAGE && windows.stream().anyMatch(each -> each.dilation() > 1)) {
      throw new IllegalArgumentException(
          "averagePool(%s): a mean has no dilation, needed 1. Try conv1d or conv2d."
              .formatted(windows));
    }
    if (type == Pool.Kind.AVERAGE
        && countsPadding
        && windows.stream().anyMatch(each -> each.padding().ceil())) {
      throw new IllegalArgumentException(
          "%s: with ceil() a mean counts what is there, not what completes a window. Try countsPadding(false)."
              .formatted(name(type, windows)));
    }
  }

  /** Gives the largest value of windows, with settings. */
  public static WindowPool max(List<Integer> size, UnaryOperator<Builder> settings) {
    return build(Pool.Kind.MAX, size, settings);
  }

  /** Gives the mean of windows, with settings. */
  public static WindowPool average(List<Integer> size, UnaryOperator<Builder> settings) {
    return build(Pool.Kind.AVERAGE, size, settings);
  }

  private static WindowPool build(
      Pool.Kind type, List<Integer> size, UnaryOperator<Builder> settings) {
    Given.all("size", size, "settings", settings);
    List<Window> plain =
        size.stream().map(each -> new Window(each, each, 1, Window.Padding.NONE)).toList();
    String owner = name(type, Space.require("pool", plain));
    Builder all = new Builder(type, owner, size, Choices.of(owner));
    return Given.result("settings", settings.apply(all)).build();
  }

  @Override
  public String kind() {
    return type.name().toLowerCase(Locale.ROOT) + "Pool";
  }

  @Override
  public Dims outputOf(Dims in) {
    Space space = Space.of(this, windows, in);
    return space.output(space.channels());
  }

  @Override
  public Formula formula(Dims in) {
    Space space = Space.of(this, windows, in);
    String strides = space.each(Window::size) + ", " + space.each(Window::stride);
    String operator = (type == Pool.Kind.MAX ? "torch.max_pool%sd" : "torch.avg_pool%sd");
    String name = operator.formatted(space.axes());
    if (type == Pool.Kind.MAX) {
      // LibTorch's own padding is at most half a window.
      boolean own = space.isEven() && space.fitsHalf();
      return Formula.of(
          kind(),
          List.of(INPUT),
          space.channelsFirst(
              x ->
                  "%s(%s, %s, %s, %s)"
                      .formatted(
                          name,
                          own ? x : space.surrounded(x, LEAST),
                          strides,
                          own ? space.padding() : space.each(window -> 0),
                          space.each(Window::dilation))));
    }
    if (space.isEven() && space.fitsHalf()) {
      String last = countsPadding ? "False, True" : "False, False";
      return Formula.of(
          kind(),
          List.of(INPUT),
          space.channelsFirst(
              x -> "%s(%s, %s, %s, %s)".formatted(name, x, strides, space.padding(), last)));
    }
    UnaryOperator<String> mean =
        x -> "%s(%s, %s)".formatted(name, space.surrounded(x, "0.0"), strides);
    return Formula.of(
        kind(),
        List.of(INPUT),
        space.channelsFirst(
            x ->
                countsPadding
                    ? mean.apply(x)
                    : mean.apply(x) + " / " + mean.apply("torch.ones_like(" + x + ")")));
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    Space space = Space.of(this, windows, in);
    if (!space.fitsWindow()) {
      return Optional.empty();
    }
    OnnxNode node =
        type == Pool.Kind.MAX
            ? space.dilated(OnnxNode.of("MaxPool", "first"))
            : space
                .windows(OnnxNode.of("AveragePool", "first"))
                .with("count_include_pad", countsPadding ? 1L : 0L);
    return Optional.of(space.channelsFirst(List.of(), node));
  }

  @Override
  public String toString() {
    return name(type, windows);
  }

  private static String name(Pool.Kind type, List<Window> windows) {
    String sizes = windows.toString();
    return "%sPool%sd(%s)"
        .formatted(
            type.name().toLowerCase(Locale.ROOT),
            windows.size(),
            sizes.substring(1, sizes.length() - 1));
  }

  /** The settings of windows, each given at most once; a persistent value. */
  public static final class Builder extends WindowSettings<Builder> {
    private static final Setting<Boolean> CEIL = new Setting<>("ceil()", false);
    private static final Setting<Optional<Boolean>> COUNTS =
        new Setting<>("countsPadding", Optional.empty());

    private final Pool.Kind type;

    private Builder(Pool.Kind type, String owner, List<Integer> sizes, Choices choices) {
      super(owner, sizes, choices);
      this.type = type;
    }

    /**
     * Adds a window where one begins within the input but ends after it, in PyTorch's ceil mode; a
     * mean is then one of what is there.
     */
    public Builder ceil() {
      return with(choices.with(CEIL, true));
    }

    /**
     * Says whether a mean counts padded zeros; default true, and false with ceil() or as TensorFlow
     * pads.
     */
    public Builder countsPadding(boolean value) {
      return with(choices.with(COUNTS, Optional.of(value), value));
    }

    @Override
    Builder with(Choices more) {
      return new Builder(type, owner, sizes, more);
    }

    private WindowPool build() {
      boolean ceil = choices.get(CEIL);
      List<Window> all = windows(size -> size);
      return new WindowPool(
          type,
          ceil ? all.stream().map(Window::withCeil).toList() : all,
          choices.get(COUNTS).orElse(!ceil && !isTensorFlowSame()));
    }
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<WindowPool> type() {
      return WindowPool.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("max pool of steps", Dims.of(7, 2), max(List.of(3), p -> p.stride(2))),
          new Example(
              "max pool as TensorFlow pads",
              Dims.of(2, 5, 4),
              max(List.of(3, 2), p -> p.stride(2, 1).tensorFlowSame())),
          new Example(
              "max pool with gaps", Dims.of(1, 6, 6), max(List.of(2, 3), p -> p.dilation(2))),
          new Example(
              "average pool as TensorFlow pads",
              Dims.of(2, 4, 5),
              average(List.of(3, 3), p -> p.stride(1).tensorFlowSame())),
          new Example(
              "average pool without what is padded",
              Dims.of(1, 4, 6),
              average(List.of(2, 3), p -> p.padding(1).countsPadding(false))),
          new Example(
              "average pool of unequal sides",
              Dims.of(2, 4, 6),
              average(List.of(2, 3), p -> p.sides(0, 1))),
          new Example(
              "max pool with a last window",
              Dims.of(1, 6, 5),
              max(List.of(3, 2), p -> p.stride(2).padding(1, 0).ceil())),
          new Example(
              "average pool with a last window",
              Dims.of(1, 6, 5),
              average(List.of(3, 2), p -> p.stride(2).ceil())),
          new Example(
              "average pool of volumes", Dims.of(1, 2, 4, 4), average(List.of(2, 2, 2), p -> p)));
    }
  }
}
