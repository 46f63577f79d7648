package dev.espalier.describe.layer.image;

import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Windows over an input: (steps x features) along one axis, (channels x height x width) along two,
 * (channels x depth x height x width) along three.
 */
final class Space {
  private static final List<String> INPUTS =
      List.of(
          "(steps x features)",
          "(channels x height x width)",
          "(channels x depth x height x width)");

  private final Layer layer;
  private final List<Window> windows;
  private final Dims in;

  private Space(Layer layer, List<Window> windows, Dims in) {
    this.layer = layer;
    this.windows = windows;
    this.in = in;
  }

  /**
   * Gives the windows of a layer over an input.
   *
   * @throws MisfitException if it has not one axis for each, and channels
   */
  static Space of(Layer layer, List<Window> windows, Dims in) {
    if (in.rank() != windows.size() + 1) {
      throw new MisfitException(
          "%s needs an input of %s, but receives %s"
              .formatted(layer, INPUTS.get(windows.size() - 1), in),
          "reshape(...) before it");
    }
    return new Space(layer, windows, in);
  }

  /** Refuses a number of axes that no layer has. */
  static List<Window> require(String owner, List<Window> windows) {
    if (windows.isEmpty() || windows.size() > INPUTS.size()) {
      throw new IllegalArgumentException(
          "%s: found windows along %s axes, needed 1 to 3. Try 2."
              .formatted(owner, windows.size()));
    }
    return List.copyOf(windows);
  }

  int axes() {
    return windows.size();
  }

  private boolean isSequence() {
    return axes() == 1;
  }

  long channels() {
    return in.size(isSequence() ? 1 : 0);
  }

  long length(int axis) {
    return in.size(isSequence() ? 0 : axis + 1);
  }

  /** Gives the shape of as many channels with other lengths. */
  Dims output(long channels, List<Long> lengths) {
    List<Long> sizes = new ArrayList<>(lengths);
    sizes.add(isSequence() ? 1 : 0, channels);
    return new Dims(sizes);
  }

  /**
   * Gives the shape of as many channels with a value for each window.
   *
   * @throws MisfitException if none fits, or the padding is wider than window and input
   */
  Dims output(long channels) {
    List<Long> lengths = new ArrayList<>();
    for (int axis = 0; axis < axes(); axis++) {
      Window window = windows.get(axis);
      long length = length(axis);
      long most = Math.max(window.span(), length);
      long before = window.before(length);
      long after = window.after(length);
      if (before > most || after > most) {
        throw new MisfitException(
            "%s has padding %s and %s, wider than its window and than the input %s"
                .formatted(layer, before, after, in),
            "padding(" + window.span() / 2 + ")");
      }
      if (window.count(length) < 1) {
        throw new MisfitException(
            "%s has a window of %s, which does not fit into %s with padding %s and %s"
                .formatted(layer, window.span(), in, before, after),
            "tensorFlowSame() or a smaller window");
      }
      lengths.add(window.count(length));
    }
    return output(channels, lengths);
  }

  /** Gives one number of each window as a list of TorchScript. */
  String each(ToLongFunction<Window> number) {
    return windows.stream()
        .map(window -> String.valueOf(number.applyAsLong(window)))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** Says whether as much is added on both sides of each axis. */
  boolean isEven() {
    return IntStream.range(0, axes())
        .allMatch(
            axis ->
                windows.get(axis).before(length(axis)) == windows.get(axis).after(length(axis)));
  }

  /** Gives the padding for an operator that takes one number an axis: 0 unless it is even. */
  String padding() {
    return IntStream.range(0, axes())
        .mapToObj(axis -> String.valueOf(isEven() ? windows.get(axis).before(length(axis)) : 0))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** Says whether at most half a window is added on each side. */
  boolean fitsHalf() {
    return adds(window -> window.size() / 2);
  }

  /** Says whether less than a window is added on each side. */
  boolean fitsWindow() {
    return adds(window -> window.span() - 1);
  }

  private boolean adds(ToLongFunction<Window> most) {
    return IntStream.range(0, axes())
        .allMatch(
            axis -> {
              Window window = windows.get(axis);
              long added = Math.max(window.before(length(axis)), window.after(length(axis)));
              return added <= most.applyAsLong(window);
            });
  }

  /** Gives a value with what is added, unless {@link #padding} says it. */
  String padded(String value, String with) {
    return isEven() ? value : surrounded(value, with);
  }

  /** Gives a value with what is added. */
  String surrounded(String value, String with) {
    List<String> sides = new ArrayList<>();
    for (int axis = axes() - 1; axis >= 0; axis--) {
      sides.add(String.valueOf(windows.get(axis).before(length(axis))));
      sides.add(String.valueOf(windows.get(axis).after(length(axis))));
    }
    return "torch.constant_pad_nd(%s, %s, %s)".formatted(value, sides, with);
  }

  /** Gives lines that compute a value from {@code x} with the channels first. */
  String channelsFirst(UnaryOperator<String> lines) {
    return isSequence()
        ? "torch.transpose(%s, 1, 2)".formatted(lines.apply("torch.transpose(x, 1, 2)"))
        : lines.apply("x");
  }

  /** Gives an operator with the attributes of the windows. */
  OnnxNode windows(OnnxNode node) {
    long[] pads = new long[2 * axes()];
    for (int axis = 0; axis < axes(); axis++) {
      pads[axis] = windows.get(axis).before(length(axis));
      pads[axis + axes()] = windows.get(axis).after(length(axis));
    }
    return node.with("kernel_shape", numbers(Window::size))
        .with("strides", numbers(Window::stride))
        .with("pads", pads);
  }

  OnnxNode dilated(OnnxNode node) {
    return windows(node).with("dilations", numbers(Window::dilation));
  }

  private long[] numbers(ToLongFunction<Window> number) {
    return windows.stream().mapToLong(number).toArray();
  }

  /** Gives operators on a value called {@code first} that has the channels first. */
  List<OnnxNode> channelsFirst(List<OnnxNode> before, OnnxNode node) {
    List<OnnxNode> nodes = new ArrayList<>(before);
    if (isSequence()) {
      long[] swapped = {0, 2, 1};
      nodes.add(0, OnnxNode.of("Transpose", Layer.INPUT).with("perm", swapped).as("first"));
      nodes.add(node.as("windows"));
      nodes.add(OnnxNode.of("Transpose", "windows").with("perm", swapped));
    } else {
      nodes.add(0, OnnxNode.of("Identity", Layer.INPUT).as("first"));
      nodes.add(node);
    }
    return nodes;
  }
}
