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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Group normalisation (arXiv 1803.08494): the channels stand in groups side by side, and each group
 * of each sample becomes {@code gamma (x - mean) / sqrt(var + epsilon) + beta}. The batch plays no
 * part, so it trains with small ones. The channels are the first axis of a sample, and the features
 * of a sequence.
 *
 * <p>Parameters: {@code gamma}, {@code beta}, both (channels).
 *
 * @param groups how many groups, a divisor of the channels
 * @param epsilon added to the variance; default 1e-5
 * @param gamma how the factors start; default ones
 * @param beta how the offsets start; default zeros
 */
public record GroupNorm(int groups, double epsilon, Initial gamma, Initial beta) implements Layer {

  /** Refuses settings out of their range. */
  public GroupNorm {
    Given.all("gamma", gamma, "beta", beta);
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
    long channels = Channels.count(Channels.require(this, in));
    if (channels % groups != 0) {
      throw new MisfitException(
          "%s has %s groups, which do not divide the %s channels of %s"
              .formatted(this, groups, channels, in),
          "a number of groups that divides " + channels);
    }
    return in;
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    return Factors.specs(Dims.of(Channels.count(in)), gamma, beta);
  }

  @Override
  public String torchName(String parameter) {
    return Factors.torchName(parameter);
  }

  @Override
  public Formula formula(Dims in) {
    return Formula.of(
        "groupNorm",
        List.of(INPUT, "gamma", "beta"),
        Channels.first(
            in,
            x -> "torch.group_norm(%s, %s, gamma, beta, %s, False)".formatted(x, groups, epsilon)));
  }

  /** Gives instances of one group each: the operator of this name came with a later opset. */
  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    double[] ones = new double[groups];
    Arrays.fill(ones, 1);
    long[] channels = new long[in.rank()];
    Arrays.fill(channels, 1);
    channels[0] = Channels.count(in);
    boolean isSequence = Channels.isSequence(in);
    Dims asBefore = isSequence ? Dims.of(in.size(1), in.size(0)) : in;
    String x = isSequence ? "first" : INPUT;
    OnnxNode last = OnnxNode.of("Add", "scaled", "offset");
    List<OnnxNode> nodes =
        List.of(
            OnnxNode.whole("inGroups", 0, groups, -1),
            OnnxNode.whole("asBefore", asBefore.withBatch(-1)),
            OnnxNode.whole("channels", channels),
            OnnxNode.of("Constant").with("value_floats", ones).as("ones"),
            OnnxNode.of("Constant").with("value_floats", new double[groups]).as("zeros"),
            OnnxNode.of("Reshape", x, "inGroups").as("grouped"),
            OnnxNode.of("InstanceNormalization", "grouped", "ones", "zeros")
                .with("epsilon", epsilon)
                .as("each"),
            OnnxNode.of("Reshape", "each", "asBefore").as("plain"),
            OnnxNode.of("Reshape", "gamma", "channels").as("scale"),
            OnnxNode.of("Reshape", "beta", "channels").as("offset"),
            OnnxNode.of("Mul", "plain", "scale").as("scaled"),
            isSequence ? last.as("normal") : last);
    return Optional.of(isSequence ? Channels.first(in, nodes) : nodes);
  }

  @Override
  public String toString() {
    return "groupNorm(" + groups + ")";
  }

  /** The settings of group normalisation, each given at most once; a persistent value. */
  public static final class Builder extends NormSettings<Builder> {
    private final int groups;

    private Builder(int groups, Choices choices) {
      super(choices);
      this.groups = groups;
    }

    @Override
    Builder with(Choices more) {
      return new Builder(groups, more);
    }

    private GroupNorm build() {
      return new GroupNorm(groups, epsilon(), gamma(), beta());
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
          new Example("group norm of images", Dims.of(4, 2, 3), of(2, n -> n.epsilon(1e-3))),
          new Example("group norm of steps", Dims.of(3, 4), of(2)),
          new Example(
              "group norm of volumes",
              Dims.of(4, 2, 1, 2),
              of(2, n -> n.gamma(Initial.normal(1)))));
    }
  }
}
