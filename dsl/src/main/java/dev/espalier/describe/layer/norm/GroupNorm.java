package dev.espalier.describe.layer.norm;

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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Group normalisation (arXiv 1803.08494): the channels, the first axis of a sample, stand in groups
 * side by side, and each group of each sample becomes {@code gamma (x - mean) / sqrt(var + epsilon)
 * + beta}. The batch plays no part, so it trains with small ones.
 *
 * <p>Parameters: {@code gamma}, {@code beta}, both (channels).
 *
 * @param groups how many groups, a divisor of the channels
 * @param epsilon added to the variance; default 1e-5
 */
public record GroupNorm(int groups, double epsilon) implements Layer {

  /** Refuses settings out of their range. */
  public GroupNorm {
    if (groups < 1 || !(epsilon > 0 && epsilon <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "groupNorm: groups %s must be at least 1 and epsilon %s above 0. Try 4 and 1e-5."
              .formatted(groups, epsilon));
    }
  }

  /** Gives the layer with the default epsilon. */
  public static GroupNorm of(int groups) {
    return of(groups, all -> all);
  }

  /** Gives the layer with settings. */
  public static GroupNorm of(int groups, UnaryOperator<Builder> settings) {
    Given.all("settings", settings);
    Builder all = new Builder(groups, Choices.of("groupNorm(" + groups + ")"));
    return Given.result("settings", settings.apply(all)).build();
  }

  @Override
  public String kind() {
    return "groupNorm";
  }

  @Override
  public Dims outputOf(Dims in) {
    if (in.rank() != 1 && in.rank() != 3) {
      throw new MisfitException(
          this + " needs features or (channels x height x width), but receives " + in,
          "layerNorm() for sequences");
    }
    if (in.size(0) % groups != 0) {
      throw new MisfitException(
          "%s has %s groups, which do not divide the %s channels of %s"
              .formatted(this, groups, in.size(0), in),
          "a number of groups that divides " + in.size(0));
    }
    return in;
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    long channels = in.size(0);
    Dims dims = Dims.of(channels);
    return List.of(
        ParameterSpec.trained("gamma", dims, channels, channels, Initial.ones()),
        ParameterSpec.trained("beta", dims, channels, channels, Initial.zeros()));
  }

  @Override
  public String torchName(String parameter) {
    return switch (parameter) {
      case "gamma" -> "weight";
      case "beta" -> "bias";
      default -> parameter;
    };
  }

  @Override
  public Formula formula(Dims in) {
    return Formula.of(
        "groupNorm",
        List.of(INPUT, "gamma", "beta"),
        "torch.group_norm(x, %s, gamma, beta, %s, False)".formatted(groups, epsilon));
  }

  /** Gives instances of one group each: the operator of this name came with a later opset. */
  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    double[] ones = new double[groups];
    Arrays.fill(ones, 1);
    long[] channels = new long[in.rank()];
    Arrays.fill(channels, 1);
    channels[0] = in.size(0);
    return Optional.of(
        List.of(
            OnnxNode.whole("inGroups", 0, groups, -1),
            OnnxNode.whole("asBefore", in.withBatch(-1)),
            OnnxNode.whole("channels", channels),
            OnnxNode.of("Constant").with("value_floats", ones).as("ones"),
            OnnxNode.of("Constant").with("value_floats", new double[groups]).as("zeros"),
            OnnxNode.of("Reshape", INPUT, "inGroups").as("grouped"),
            OnnxNode.of("InstanceNormalization", "grouped", "ones", "zeros")
                .with("epsilon", epsilon)
                .as("each"),
            OnnxNode.of("Reshape", "each", "asBefore").as("normal"),
            OnnxNode.of("Reshape", "gamma", "channels").as("scale"),
            OnnxNode.of("Reshape", "beta", "channels").as("offset"),
            OnnxNode.of("Mul", "normal", "scale").as("scaled"),
            OnnxNode.of("Add", "scaled", "offset")));
  }

  @Override
  public String toString() {
    return "groupNorm(" + groups + ")";
  }

  /** The settings of group normalisation, each given at most once; a persistent value. */
  public static final class Builder {
    private static final Setting<Double> EPSILON = new Setting<>("epsilon", 1e-5);

    private final int groups;
    private final Choices choices;

    private Builder(int groups, Choices choices) {
      this.groups = groups;
      this.choices = choices;
    }

    /** Sets what is added to the variance; default 1e-5. */
    public Builder epsilon(double value) {
      return with(choices.with(EPSILON, value));
    }

    private Builder with(Choices more) {
      return new Builder(groups, more);
    }

    private GroupNorm build() {
      return new GroupNorm(groups, choices.get(EPSILON));
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
    public Class<GroupNorm> type() {
      return GroupNorm.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("group norm of features", Dims.of(6), of(2)),
          new Example("group norm of images", Dims.of(4, 2, 3), of(2, n -> n.epsilon(1e-3))));
    }
  }
}
