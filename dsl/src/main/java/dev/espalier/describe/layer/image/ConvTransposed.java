package dev.espalier.describe.layer.image;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.describe.value.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A transposed convolution along one, two or three axes, as decoders enlarge with it: the gradient
 * of the convolution with these windows. Shapes are those of {@link Conv}; an axis becomes {@code
 * (length - 1) stride - padding before and after + dilation (size - 1) + 1 + outputPadding} long.
 *
 * <p>Parameters: {@code weight} (channels x filters/groups x kernel...), {@code bias} (filters).
 *
 * @param filters the number of output channels
 * @param groups the number of separate channel groups
 * @param windows how the kernel lies along each axis of the output; what they pad is cut off there
 * @param outputPadding what is added after each axis of the output, less than its stride or its
 *     dilation
 * @param weight how the weight starts; default {@link Initial#fanIn()}
 * @param bias how the bias starts; default {@link Initial#fanIn()}; empty for none
 */
public record ConvTransposed(
    int filters,
    int groups,
    List<Window> windows,
    List<Integer> outputPadding,
    Initial weight,
    Optional<Initial> bias)
    implements Layer {

  /** Refuses sizes below 1, groups that do not divide the filters, and unequal sides. */
  public ConvTransposed {
    Given.all("windows", windows, "outputPadding", outputPadding, "weight", weight, "bias", bias);
    windows = Space.require("convTranspose", windows);
    outputPadding = List.copyOf(outputPadding);
    String name = name(filters, windows);
    if (filters < 1 || groups < 1 || filters % groups != 0) {
      throw new IllegalArgumentException(
          "%s: %s filters and %s groups: needed at least 1 each, and groups that divide the filters. Try 16 and 1."
              .formatted(name, filters, groups));
    }
    if (outputPadding.size() != windows.size()) {
      throw new IllegalArgumentException(
          "%s: found %s numbers of output padding, needed one for each of %s axes. Try 0."
              .formatted(name, outputPadding.size(), windows.size()));
    }
    for (int axis = 0; axis < windows.size(); axis++) {
      Window window = windows.get(axis);
      if (!window.padding().isEven()) {
        throw new IllegalArgumentException(
            "%s: it cuts off as much on both sides. Try padding(1).outputPadding(1)."
                .formatted(name));
      }
      int more = outputPadding.get(axis);
      if (more < 0 || more >= Math.max(window.stride(), window.dilation())) {
        throw new IllegalArgumentException(
            "%s.outputPadding(%s): needed at least 0, and less than the stride %s or the dilation %s. Try outputPadding(0)."
                .formatted(name, more, window.stride(), window.dilation()));
      }
    }
  }

  /**
   * Gives a transposed convolution with settings.
   *
   * @param kernel the size of the kernel along each axis
   */
  public static ConvTransposed of(
      int filters, List<Integer> kernel, UnaryOperator<Builder> settings) {
    Given.all("kernel", kernel, "settings", settings);
    List<Window> plain =
        kernel.stream().map(size -> new Window(size, 1, 1, Window.Padding.NONE)).toList();
    String owner = name(filters, Space.require("convTranspose", plain));
    Builder all = new Builder(filters, owner, kernel, Choices.of(owner));
    return Given.result("settings", settings.apply(all)).build();
  }

  @Override
  public String kind() {
    return "convTranspose";
  }

  @Override
  public Dims outputOf(Dims in) {
    Space space = Space.of(this, windows, in);
    if (space.channels() % groups != 0) {
      throw new MisfitException(
          "%s has %s groups, which do not divide the %s channels of %s"
              .formatted(this, groups, space.channels(), in),
          "a number of groups that divides " + space.channels());
    }
    List<Long> lengths =
        IntStream.range(0, space.axes())
            .mapToObj(axis -> length(axis, space.length(axis)))
            .toList();
    if (lengths.stream().anyMatch(length -> length < 1)) {
      throw new MisfitException(
          "%s cuts off all that it makes of %s".formatted(this, in), "less padding");
    }
    return space.output(filters, lengths);
  }

  private long length(int axis, long length) {
    Window window = windows.get(axis);
    long points = Math.multiplyExact(length - 1, (long) window.stride()) + window.span();
    return points - 2L * window.padding().before() + outputPadding.get(axis);
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    long channels = Space.of(this, windows, in).channels();
    long points = 1;
    List<Long> sizes = new ArrayList<>(List.of(channels, (long) filters / groups));
    for (Window window : windows) {
      points *= window.size();
      sizes.add((long) window.size());
    }
    // PyTorch takes the weight's second axis for its inputs here too.
    long fanIn = filters / groups * points;
    long fanOut = channels * points;
    ParameterSpec weights = ParameterSpec.trained("weight", new Dims(sizes), fanIn, fanOut, weight);
    return bias.isPresent()
        ? List.of(
            weights, ParameterSpec.trained("bias", Dims.of(filters), fanIn, fanOut, bias.get()))
        : List.of(weights);
  }

  @Override
  public Formula formula(Dims in) {
    Space space = Space.of(this, windows, in);
    return Formula.of(
        kind(),
        bias.isPresent() ? List.of(INPUT, "weight", "bias") : List.of(INPUT, "weight"),
        space.channelsFirst(
            x ->
                "torch.conv_transpose%sd(%s, weight, %s, %s, %s, %s, %s, %s)"
                    .formatted(
                        space.axes(),
                        x,
                        bias.isPresent() ? "bias" : "None",
                        space.each(Window::stride),
                        space.padding(),
                        outputPadding,
                        groups,
                        space.each(Window::dilation))));
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    Space space = Space.of(this, windows, in);
    OnnxNode node =
        bias.isPresent()
            ? OnnxNode.of("ConvTranspose", "first", "weight", "bias")
            : OnnxNode.of("ConvTranspose", "first", "weight");
    long[] more = outputPadding.stream().mapToLong(Integer::longValue).toArray();
    return Optional.of(
        space.channelsFirst(
            List.of(),
            space.dilated(node).with("group", (long) groups).with("output_padding", more)));
  }

  @Override
  public String toString() {
    return name(filters, windows);
  }

  private static String name(int filters, List<Window> windows) {
    String kernel = windows.toString();
    return "convTranspose%sd(%s, %s)"
        .formatted(windows.size(), filters, kernel.substring(1, kernel.length() - 1));
  }

  /** The settings of a transposed convolution, each given at most once; a persistent value. */
  public static final class Builder extends WindowSettings<Builder> {
    private static final Setting<Integer> GROUPS = new Setting<>("groups", 1);
    private static final Setting<List<Integer>> MORE = new Setting<>("outputPadding", List.of(0));
    private static final Setting<Initial> WEIGHT = new Setting<>("the weight", Initial.fanIn());
    private static final Setting<Optional<Initial>> BIAS =
        new Setting<>("the bias", Optional.of(Initial.fanIn()));

    private final int filters;

    private Builder(int filters, String owner, List<Integer> kernel, Choices choices) {
      super(owner, kernel, choices);
      this.filters = filters;
    }

    /** Sets what is added after each axis of the output, for each axis or for all; default 0. */
    public Builder outputPadding(int... amounts) {
      List<Integer> all = each("outputPadding", amounts);
      return with(choices.with(MORE, all, Arrays.toString(amounts)));
    }

    /** Sets the number of separate channel groups; default 1. */
    public Builder groups(int value) {
      return with(choices.with(GROUPS, value));
    }

    /** Sets how the weight starts; default {@link Initial#fanIn()}. */
    public Builder weight(Initial initial) {
      Given.all("initial", initial);
      return with(choices.with(WEIGHT, initial));
    }

    /** Sets how the bias starts; default {@link Initial#fanIn()}. */
    public Builder bias(Initial initial) {
      Given.all("initial", initial);
      return with(choices.with(BIAS, Optional.of(initial), initial));
    }

    /** Leaves out the bias, as is usual before batch norm. */
    public Builder noBias() {
      return with(choices.with(BIAS, Optional.empty(), "none"));
    }

    @Override
    Builder with(Choices more) {
      return new Builder(filters, owner, sizes, more);
    }

    private ConvTransposed build() {
      List<Integer> more = choices.get(MORE);
      return new ConvTransposed(
          filters,
          choices.get(GROUPS),
          windows(size -> 1),
          more.size() == sizes.size() ? more : Collections.nCopies(sizes.size(), more.get(0)),
          choices.get(WEIGHT),
          choices.get(BIAS));
    }
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<ConvTransposed> type() {
      return ConvTransposed.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example(
              "transposed convolution of steps",
              Dims.of(3, 2),
              of(2, List.of(3), c -> c.stride(2))),
          new Example(
              "transposed convolution",
              Dims.of(2, 3, 2),
              of(
                  4,
                  List.of(3, 2),
                  c -> c.stride(2).padding(1, 0).outputPadding(1, 0).groups(2).noBias())),
          new Example(
              "transposed convolution of volumes",
              Dims.of(1, 2, 2, 2),
              of(2, List.of(2, 1, 2), c -> c.dilation(2, 1, 1))));
    }
  }
}
