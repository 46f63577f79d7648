package dev.espalier.describe.layer.image;

import dev.espalier.describe.layer.image.Window.Padding;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Setting;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The settings of windows along one, two or three axes, each given at most once; a persistent
 * value. Where several numbers are taken, one stands for all axes.
 */
public abstract class WindowSettings<B extends WindowSettings<B>> {
  private static final Setting<List<Integer>> STRIDE = new Setting<>("the stride", List.of());
  private static final Setting<List<Integer>> DILATION = new Setting<>("the dilation", List.of(1));
  private static final Setting<Optional<Sides>> PADDING =
      new Setting<>("the padding", Optional.empty());

  final String owner;
  final List<Integer> sizes;
  final Choices choices;

  WindowSettings(String owner, List<Integer> sizes, Choices choices) {
    this.owner = owner;
    this.sizes = List.copyOf(sizes);
    this.choices = choices;
  }

  /** Sets the step from one window to the next, for each axis or for all. */
  public B stride(int... steps) {
    return with(choices.with(STRIDE, each("stride", steps), Arrays.toString(steps)));
  }

  /** Sets the distance between a window's points, for each axis or for all; default 1. */
  public B dilation(int... distances) {
    return with(choices.with(DILATION, each("dilation", distances), Arrays.toString(distances)));
  }

  /** Sets what is added on both sides, for each axis or for all; default 0. */
  public B padding(int... amounts) {
    List<Integer> all = each("padding", amounts);
    return padded(
        Arrays.toString(amounts), (axis, span) -> Padding.of(of(all, axis), of(all, axis)));
  }

  /** Sets what is added before and after each axis, one pair an axis or one for all; default 0. */
  public B sides(int... beforeAndAfter) {
    Given.all("beforeAndAfter", beforeAndAfter);
    int pairs = beforeAndAfter.length / 2;
    if (beforeAndAfter.length % 2 != 0 || (pairs != 1 && pairs != sizes.size())) {
      throw new IllegalArgumentException(
          "%s.sides(%s): found %s numbers, needed two, or two for each of %s axes. Try sides(1, 0)."
              .formatted(owner, list(beforeAndAfter), beforeAndAfter.length, sizes.size()));
    }
    return padded(
        "sides " + Arrays.toString(beforeAndAfter),
        (axis, span) -> {
          int pair = pairs == 1 ? 0 : 2 * axis;
          return Padding.of(beforeAndAfter[pair], beforeAndAfter[pair + 1]);
        });
  }

  /** Adds as much on both sides as keeps the size at stride 1; the windows must be odd. */
  public B same() {
    if (sizes.stream().anyMatch(size -> size % 2 == 0)) {
      throw new IllegalArgumentException(
          "%s.same(): an even window cannot keep the size by equal sides. Try tensorFlowSame()."
              .formatted(owner));
    }
    return padded("same()", (axis, span) -> Padding.of(span / 2, span / 2));
  }

  /** Adds as much as gives {@code ceil(size / stride)} windows, the odd one after: TF's SAME. */
  public B tensorFlowSame() {
    return padded("tensorFlowSame()", (axis, span) -> Padding.SAME);
  }

  /** Adds all before each axis: no value depends on what comes after it. */
  public B causal() {
    return padded("causal()", (axis, span) -> Padding.of(span - 1, 0));
  }

  /** Says whether the padding follows from the size, as in TensorFlow. */
  final boolean isTensorFlowSame() {
    return choices.get(PADDING).isPresent() && choices.get(PADDING).get().of(0, 1).same();
  }

  /** Gives the windows; the stride is this where none is given. */
  final List<Window> windows(IntFunction<Integer> stride) {
    List<Integer> strides = choices.get(STRIDE);
    List<Integer> dilations = choices.get(DILATION);
    return IntStream.range(0, sizes.size())
        .mapToObj(
            axis -> {
              int size = sizes.get(axis);
              int dilation = of(dilations, axis);
              long span = dilation * (size - 1L) + 1;
              Padding padding =
                  choices
                      .get(PADDING)
                      .map(sides -> sides.of(axis, (int) Math.min(span, Integer.MAX_VALUE)))
                      .orElse(Padding.NONE);
              int step = strides.isEmpty() ? stride.apply(size) : of(strides, axis);
              return new Window(size, step, dilation, padding);
            })
        .toList();
  }

  abstract B with(Choices more);

  private B padded(String shown, Sides sides) {
    return with(choices.with(PADDING, Optional.of(sides), shown));
  }

  final List<Integer> each(String setting, int... values) {
    Given.all(setting, values);
    if (values.length != 1 && values.length != sizes.size()) {
      throw new IllegalArgumentException(
          "%s.%s(%s): found %s numbers, needed one, or one for each of %s axes. Try %s(1)."
              .formatted(owner, setting, list(values), values.length, sizes.size(), setting));
    }
    return Arrays.stream(values).boxed().toList();
  }

  private static int of(List<Integer> values, int axis) {
    return values.get(values.size() == 1 ? 0 : axis);
  }

  static String list(int... values) {
    String all = Arrays.toString(values);
    return all.substring(1, all.length() - 1);
  }

  @Override
  public String toString() {
    return choices.toString();
  }

  /** Padding that may depend on what a window spans. */
  private interface Sides {
    Padding of(int axis, int span);
  }
}
