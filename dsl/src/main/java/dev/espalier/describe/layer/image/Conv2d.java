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
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * A convolution over images, (channels x height x width) to (filters x height' x width'), with
 * {@code height' = (height + 2 padding - dilation (kernel - 1) - 1) / stride + 1}.
 *
 * <p>Parameters: {@code weight} (filters x channels/groups x kernel x kernel), {@code bias}
 * (filters).
 *
 * @param filters the number of output channels
 * @param kernel the height and width of the kernel
 * @param stride the step of the kernel; default 1
 * @param padding the zeros added on each side; default 0
 * @param dilation the distance between the kernel's points; default 1
 * @param groups the number of separate channel groups; default 1
 * @param hasBias whether there is a bias; default true
 * @param weight how the weight starts; default {@link Initial#fanIn()}
 * @param bias how the bias starts; default {@link Initial#fanIn()}
 */
public record Conv2d(
    int filters,
    int kernel,
    int stride,
    int padding,
    int dilation,
    int groups,
    boolean hasBias,
    Initial weight,
    Initial bias)
    implements Layer {

  /** Refuses sizes below 1 and a padding below 0. */
  public Conv2d {
    Given.all("weight", weight, "bias", bias);
    if (filters < 1 || kernel < 1 || stride < 1 || padding < 0 || dilation < 1 || groups < 1) {
      throw new IllegalArgumentException(
          "conv2d(%s, %s): stride %s, padding %s, dilation %s, groups %s: sizes must be positive. "
                  .formatted(filters, kernel, stride, padding, dilation, groups)
              + "Try conv2d(16, 3).");
    }
    if (filters % groups != 0) {
      throw new IllegalArgumentException(
          "conv2d(%s, %s): %s filters do not divide into %s groups. Try %s filters."
              .formatted(filters, kernel, filters, groups, (filters / groups + 1L) * groups));
    }
  }

  /** Gives a convolution with stride 1, without padding. */
  public static Conv2d of(int filters, int kernel) {
    return of(filters, kernel, all -> all);
  }

  /** Gives a convolution with settings. */
  public static Conv2d of(int filters, int kernel, UnaryOperator<Builder> settings) {
    Given.all("settings", settings);
    Builder all =
        new Builder(filters, kernel, Choices.of("conv2d(" + filters + ", " + kernel + ")"));
    return Given.result("settings", settings.apply(all)).build();
  }

  @Override
  public String kind() {
    return "conv";
  }

  @Override
  public Dims outputOf(Dims in) {
    Windows.requireImage(this, in);
    if (in.size(0) % groups != 0) {
      throw new MisfitException(
          "%s has %s groups, which do not divide the %s channels of %s"
              .formatted(this, groups, in.size(0), in),
          "a number of groups that divides " + in.size(0));
    }
    long span = dilation * (kernel - 1L) + 1;
    long most = Math.max(span, Math.max(in.size(1), in.size(2)));
    if (padding > most) {
      throw new MisfitException(
          "%s has padding %s, wider than its window and than the image %s"
              .formatted(this, padding, in),
          "padding(" + span / 2 + ")");
    }
    return Dims.of(
        filters,
        Windows.count(this, in, 1, span, stride, padding),
        Windows.count(this, in, 2, span, stride, padding));
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    long fanIn = in.size(0) / groups * kernel * kernel;
    long fanOut = (long) filters / groups * kernel * kernel;
    Dims dims = Dims.of(filters, in.size(0) / groups, kernel, kernel);
    ParameterSpec weights = ParameterSpec.trained("weight", dims, fanIn, fanOut, weight);
    return hasBias
        ? List.of(weights, ParameterSpec.trained("bias", Dims.of(filters), fanIn, fanOut, bias))
        : List.of(weights);
  }

  @Override
  public Formula formula(Dims in) {
    String settings =
        "[%1$s, %1$s], [%2$s, %2$s], [%3$s, %3$s], %4$s"
            .formatted(stride, padding, dilation, groups);
    return hasBias
        ? Formula.of(
            "conv2d",
            List.of(INPUT, "weight", "bias"),
            "torch.conv2d(x, weight, bias, %s)".formatted(settings))
        : Formula.of(
            "conv2d",
            List.of(INPUT, "weight"),
            "torch.conv2d(x, weight, None, %s)".formatted(settings));
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    OnnxNode convolution =
        hasBias
            ? OnnxNode.of("Conv", INPUT, "weight", "bias")
            : OnnxNode.of("Conv", INPUT, "weight");
    return Optional.of(
        List.of(
            Windows.onnx(convolution, kernel, stride, padding)
                .with("dilations", new long[] {dilation, dilation})
                .with("group", (long) groups)));
  }

  @Override
  public String toString() {
    return "conv2d(" + filters + ", " + kernel + ")";
  }

  /** The settings of a convolution, each given at most once; a persistent value. */
  public static final class Builder {
    private static final Setting<Integer> STRIDE = new Setting<>("the stride", 1);
    private static final Setting<OptionalInt> PADDING =
        new Setting<>("the padding", OptionalInt.of(0));
    private static final Setting<Integer> DILATION = new Setting<>("the dilation", 1);
    private static final Setting<Integer> GROUPS = new Setting<>("groups", 1);
    private static final Setting<Initial> WEIGHT = new Setting<>("the weight", Initial.fanIn());
    private static final Setting<Optional<Initial>> BIAS =
        new Setting<>("the bias", Optional.of(Initial.fanIn()));

    private final int filters;
    private final int kernel;
    private final Choices choices;

    private Builder(int filters, int kernel, Choices choices) {
      this.filters = filters;
      this.kernel = kernel;
      this.choices = choices;
    }

    /** Sets the step of the kernel; default 1. */
    public Builder stride(int value) {
      return with(choices.with(STRIDE, value));
    }

    /** Sets the zeros added on each side; default 0. */
    public Builder padding(int value) {
      return with(choices.with(PADDING, OptionalInt.of(value), value));
    }

    /** Sets the padding that keeps height and width at stride 1; the kernel must be odd. */
    public Builder same() {
      return with(choices.with(PADDING, OptionalInt.empty(), "same()"));
    }

    /** Sets the distance between the kernel's points; default 1. */
    public Builder dilation(int value) {
      return with(choices.with(DILATION, value));
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

    private Builder with(Choices more) {
      return new Builder(filters, kernel, more);
    }

    private Conv2d build() {
      return new Conv2d(
          filters,
          kernel,
          choices.get(STRIDE),
          choices.get(PADDING).orElseGet(this::keepingSize),
          choices.get(DILATION),
          choices.get(GROUPS),
          choices.get(BIAS).isPresent(),
          choices.get(WEIGHT),
          choices.get(BIAS).orElse(Initial.fanIn()));
    }

    private int keepingSize() {
      if (kernel % 2 == 0) {
        throw new IllegalArgumentException(
            "conv2d(%s, %s).same(): an even kernel cannot keep the size. Try kernel %s."
                .formatted(filters, kernel, kernel + 1L));
      }
      return (int) Math.min(Integer.MAX_VALUE, choices.get(DILATION) * (kernel - 1L) / 2);
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
    public Class<Conv2d> type() {
      return Conv2d.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("convolution", Dims.of(2, 5, 6), Conv2d.of(4, 3)),
          new Example(
              "convolution with all settings",
              Dims.of(4, 7, 6),
              of(6, 3, c -> c.stride(2).padding(2).dilation(2).groups(2).noBias())));
    }
  }
}
