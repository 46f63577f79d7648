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
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * A convolution along one, two or three axes: (steps x features) to (steps' x filters), (channels x
 * height x width) to (filters x height' x width'), or the same with depth before height. Along each
 * axis there is a value for each {@link Window}.
 *
 * <p>Parameters: {@code weight} (filters x channels/groups x kernel...), {@code bias} (filters).
 *
 * @param filters the number of output channels; if each channel is a group, that of each channel
 * @param groups the number of separate channel groups; {@link #EACH_CHANNEL} for one a channel
 * @param windows how the kernel lies along each axis
 * @param standardized whether each filter's weights are used with mean 0 and variance 1, {@code (w
 *     - mean) / sqrt(var + 1e-5)} (arXiv 1903.10520)
 * @param weight how the weight starts; default {@link Initial#fanIn()}
 * @param bias how the bias starts; default {@link Initial#fanIn()}; empty for none
 */
public record Conv(
    int filters,
    int groups,
    List<Window> windows,
    boolean standardized,
    Initial weight,
    Optional<Initial> bias)
    implements Layer {
  /** A number of groups that is the number of channels. */
  public static final int EACH_CHANNEL = 0;

  private static final List<String> OPERATORS = List.of("conv1d", "conv2d", "conv3d");

  /** Refuses sizes below 1, and groups that do not divide the filters. */
  public Conv {
    Given.all("windows", windows, "weight", weight, "bias", bias);
    windows = Space.require("conv", windows);
    if (filters < 1 || groups < 0) {
      throw new IllegalArgumentException(
          "%s: %s filters and %s groups: needed at least 1 each. Try 16 and 1."
              .formatted(name(filters, groups, windows), filters, groups));
    }
    if (groups > 0 && filters % groups != 0) {
      throw new IllegalArgumentException(
          "%s: %s filters do not divide into %s groups. Try %s filters."
              .formatted(
                  name(filters, groups, windows),
                  filters,
                  groups,
                  (filters / groups + 1L) * groups));
    }
  }

  /**
   * Gives a convolution with settings.
   *
   * @param kernel the size of the kernel along each axis
   */
  public static Conv of(int filters, List<Integer> kernel, UnaryOperator<Builder> settings) {
    return build(filters, kernel, settings, false);
  }

  /**
   * Gives a convolution of each channel by itself, with settings; {@link Builder#filters} gives
   * more than one value a channel.
   */
  public static Conv depthwise(List<Integer> kernel, UnaryOperator<Builder> settings) {
    return build(1, kernel, settings, true);
  }

  private static Conv build(
      int filters, List<Integer> kernel, UnaryOperator<Builder> settings, boolean depthwise) {
    Given.all("kernel", kernel, "settings", settings);
    int groups = depthwise ? EACH_CHANNEL : 1;
    List<Window> plain =
        kernel.stream().map(size -> new Window(size, 1, 1, Window.Padding.NONE)).toList();
    String owner = name(filters, groups, Space.require("conv", plain));
    Builder all = new Builder(filters, depthwise, owner, kernel, Choices.of(owner));
    return Given.result("settings", settings.apply(all)).build();
  }

  @Override
  public String kind() {
    return groups == EACH_CHANNEL ? "depthwise" : "conv";
  }

  @Override
  public Dims outputOf(Dims in) {
    Space space = Space.of(this, windows, in);
    long channels = space.channels();
    if (channels % groupsOf(channels) != 0) {
      throw new MisfitException(
          "%s has %s groups, which do not divide the %s channels of %s"
              .formatted(this, groups, channels, in),
          "a number of groups that divides " + channels);
    }
    return space.output(filtersOf(channels));
  }

  private long groupsOf(long channels) {
    return groups == EACH_CHANNEL ? channels : groups;
  }

  private long filtersOf(long channels) {
    return groups == EACH_CHANNEL ? Math.multiplyExact(filters, channels) : filters;
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    long channels = Space.of(this, windows, in).channels();
    long count = filtersOf(channels);
    long inGroup = channels / groupsOf(channels);
    long points = 1;
    List<Long> sizes = new ArrayList<>(List.of(count, inGroup));
    for (Window window : windows) {
      points *= window.size();
      sizes.add((long) window.size());
    }
    long fanIn = inGroup * points;
    long fanOut = count / groupsOf(channels) * points;
    ParameterSpec weights = ParameterSpec.trained("weight", new Dims(sizes), fanIn, fanOut, weight);
    return bias.isPresent()
        ? List.of(weights, ParameterSpec.trained("bias", Dims.of(count), fanIn, fanOut, bias.get()))
        : List.of(weights);
  }

  @Override
  public Formula formula(Dims in) {
    Space space = Space.of(this, windows, in);
    String settings =
        "%s, %s, %s, %s"
            .formatted(
                space.each(Window::stride),
                space.padding(),
                space.each(Window::dilation),
                groupsOf(space.channels()));
    String value =
        space.channelsFirst(
            x ->
                "torch.%s(%s, %s, %s, %s)"
                    .formatted(
                        OPERATORS.get(space.axes() - 1),
                        space.padded(x, "0.0"),
                        standardized ? "standard" : "weight",
                        bias.isPresent() ? "bias" : "None",
                        settings));
    String text =
        standardized
            ? """
              centered = weight - torch.mean(weight, %1$s, True)
              deviation = torch.sqrt(torch.mean(centered * centered, %1$s, True) + 1e-05)
              standard = centered / deviation
              return %2$s
              """
                .formatted(filterAxes(), value)
            : value;
    return Formula.of(
        kind(),
        bias.isPresent() ? List.of(INPUT, "weight", "bias") : List.of(INPUT, "weight"),
        text);
  }

  private List<Long> filterAxes() {
    return LongStream.rangeClosed(1, windows.size() + 1L).boxed().toList();
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    Space space = Space.of(this, windows, in);
    String used = standardized ? "standard" : "weight";
    OnnxNode node =
        bias.isPresent()
            ? OnnxNode.of("Conv", "first", used, "bias")
            : OnnxNode.of("Conv", "first", used);
    return Optional.of(
        space.channelsFirst(
            standardized ? standardWeight() : List.of(),
            space.dilated(node).with("group", groupsOf(space.channels()))));
  }

  private List<OnnxNode> standardWeight() {
    long[] axes = filterAxes().stream().mapToLong(Long::longValue).toArray();
    return List.of(
        OnnxNode.of("ReduceMean", "weight").with("axes", axes).as("mean"),
        OnnxNode.of("Sub", "weight", "mean").as("centered"),
        OnnxNode.of("Mul", "centered", "centered").as("squares"),
        OnnxNode.of("ReduceMean", "squares").with("axes", axes).as("variance"),
        OnnxNode.number("epsilon", 1e-5),
        OnnxNode.of("Add", "variance", "epsilon").as("more"),
        OnnxNode.of("Sqrt", "more").as("deviation"),
        OnnxNode.of("Div", "centered", "deviation").as("standard"));
  }

  @Override
  public String toString() {
    return name(filters, groups, windows);
  }

  private static String name(int filters, int groups, List<Window> windows) {
    String kernel = windows.toString();
    String sizes = kernel.substring(1, kernel.length() - 1);
    return groups == EACH_CHANNEL
        ? "depthwise(%s)".formatted(sizes)
        : "conv%sd(%s, %s)".formatted(windows.size(), filters, sizes);
  }

  /** The settings of a convolution, each given at most once; a persistent value. */
  public static final class Builder extends WindowSettings<Builder> {
    private static final Setting<Integer> GROUPS = new Setting<>("groups", 1);
    private static final Setting<Integer> FILTERS = new Setting<>("filters", 1);
    private static final Setting<Boolean> STANDARDIZED = new Setting<>("standardized()", false);
    private static final Setting<Initial> WEIGHT = new Setting<>("the weight", Initial.fanIn());
    private static final Setting<Optional<Initial>> BIAS =
        new Setting<>("the bias", Optional.of(Initial.fanIn()));

    private final int filters;
    private final boolean depthwise;

    private Builder(
        int filters, boolean depthwise, String owner, List<Integer> kernel, Choices choices) {
      super(owner, kernel, choices);
      this.filters = filters;
      this.depthwise = depthwise;
    }

    /** Sets the number of separate channel groups; default 1. */
    public Builder groups(int value) {
      if (depthwise || value < 1) {
        throw new IllegalArgumentException(
            depthwise
                ? "%s.groups(%s): each channel is a group already. Try filters(2)."
                    .formatted(owner, value)
                : "%s.groups(%s): needed at least 1. Try groups(2).".formatted(owner, value));
      }
      return with(choices.with(GROUPS, value));
    }

    /** Sets how many values a depthwise convolution gives for each channel; default 1. */
    public Builder filters(int value) {
      if (!depthwise || value < 1) {
        throw new IllegalArgumentException(
            "%s.filters(%s): needed at least 1, of a depthwise convolution. Try depthwise(\"c\", 3)."
                .formatted(owner, value));
      }
      return with(choices.with(FILTERS, value));
    }

    /** Uses each filter's weights with mean 0 and variance 1 (arXiv 1903.10520). */
    public Builder standardized() {
      return with(choices.with(STANDARDIZED, true));
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
      return new Builder(filters, depthwise, owner, sizes, more);
    }

    private Conv build() {
      return new Conv(
          depthwise ? choices.get(FILTERS) : filters,
          depthwise ? EACH_CHANNEL : choices.get(GROUPS),
          windows(size -> 1),
          choices.get(STANDARDIZED),
          choices.get(WEIGHT),
          choices.get(BIAS));
    }
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<Conv> type() {
      return Conv.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("convolution of steps", Dims.of(5, 3), of(2, List.of(3), c -> c.same())),
          new Example(
              "causal convolution",
              Dims.of(6, 2),
              of(3, List.of(2), c -> c.causal().dilation(2).noBias())),
          new Example(
              "convolution of unequal sides",
              Dims.of(2, 5, 6),
              of(4, List.of(3, 2), c -> c.stride(2, 1).dilation(1, 2).sides(1, 0, 2, 1))),
          new Example(
              "convolution as TensorFlow pads",
              Dims.of(2, 6, 5),
              of(2, List.of(3, 3), c -> c.stride(2).tensorFlowSame().groups(2))),
          new Example(
              "convolution of volumes",
              Dims.of(2, 3, 4, 3),
              of(2, List.of(2, 3, 1), c -> c.padding(1, 0, 0))),
          new Example(
              "standardized convolution",
              Dims.of(2, 4, 4),
              of(3, List.of(3, 3), c -> c.standardized().same())),
          new Example(
              "depthwise convolution",
              Dims.of(3, 4, 5),
              depthwise(List.of(3, 3), c -> c.same().filters(2).noBias())));
    }
  }
}
