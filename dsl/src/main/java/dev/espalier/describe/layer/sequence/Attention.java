package dev.espalier.describe.layer.sequence;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.StepMask;
import dev.espalier.describe.layer.basic.Dropout;
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

/**
 * Multi-head self-attention, (steps x size) to (steps x size): of each head, {@code softmax(Q K^T /
 * sqrt(size / heads)) V} (arXiv 1706.03762).
 *
 * <p>Parameters: {@code weightIn} (3 size x size) and {@code biasIn} (3 size), of queries, keys and
 * values in this order, then {@code weightOut} (size x size) and {@code biasOut} (size): those of
 * {@code torch.nn.MultiheadAttention}.
 *
 * @param heads into how many parts the features are divided; they must be a multiple of it
 * @param hasBias whether both maps have a bias; default true
 * @param dropout the probability with which a weight of the softmax is 0 in training; default 0
 * @param sight which steps a step sees; default all
 * @param weightIn how the weight of queries, keys and values starts; default {@link
 *     Initial#xavierUniform()}
 * @param weightOut how the last weight starts; default {@link Initial#fanIn()}. Biases start at 0
 */
public record Attention(
    int heads, boolean hasBias, double dropout, Sight sight, Initial weightIn, Initial weightOut)
    implements Layer {
  // Far below every product, and finite, so that a sample of nothing but padding gives no NaN.
  private static final double HIDDEN = 1e30;

  /**
   * Which steps a step sees, and how it knows their places.
   *
   * @param causal whether only those up to itself; default false
   * @param masked whether only those that are real, and itself
   * @param rotary the base of rotary positions (arXiv 2104.09864), by which queries and keys are
   *     turned; 0, the default, for none
   */
  public record Sight(boolean causal, boolean masked, double rotary) {
    /** The usual base of rotary positions. */
    public static final double BASE = 10_000;

    /** Gives what sees all steps. */
    public static Sight all() {
      return new Sight(false, false, 0);
    }

    /** Refuses a base below 1. */
    public Sight {
      if (!(rotary == 0 || (rotary >= 1 && rotary <= Float.MAX_VALUE))) {
        throw new IllegalArgumentException(
            "rotary(%s): the base must be at least 1. Try rotary(10_000).".formatted(rotary));
      }
    }
  }

  /** Refuses less than one head, and a rate outside [0, 1). */
  public Attention {
    Given.all("sight", sight, "weightIn", weightIn, "weightOut", weightOut);
    if (heads < 1) {
      throw new IllegalArgumentException(
          "attention(%s): needed at least 1 head. Try attention(4).".formatted(heads));
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "attention(%s): dropout(%s), needed a rate in [0, 1). Try dropout(0.1)."
              .formatted(heads, dropout));
    }
  }

  /** Gives a layer with the default settings. */
  public static Attention of(int heads) {
    return of(heads, all -> all);
  }

  /** Gives a layer with settings. */
  public static Attention of(int heads, UnaryOperator<Builder> settings) {
    Given.all("settings", settings);
    Builder all = new Builder(heads, Choices.of("attention(" + heads + ")"));
    return Given.result("settings", settings.apply(all)).build();
  }

  @Override
  public String kind() {
    return "attention";
  }

  @Override
  public Dims outputOf(Dims in) {
    Sequences.require(this, in);
    if (in.size(1) % heads != 0) {
      throw new MisfitException(
          "%s divides the features, %s, into %s heads".formatted(this, in.size(1), heads),
          "a number of heads that %s is a multiple of".formatted(in.size(1)));
    }
    if (sight.rotary() > 0 && in.size(1) / heads % 2 != 0) {
      throw new MisfitException(
          "%s turns pairs of features, but a head has %s of %s"
              .formatted(this, in.size(1) / heads, in.size(1)),
          "features that are a multiple of " + 2 * heads);
    }
    return in;
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    long size = in.size(1);
    Initial zeros = Initial.zeros();
    List<ParameterSpec> specs = new ArrayList<>();
    specs.add(ParameterSpec.trained("weightIn", Dims.of(3 * size, size), size, 3 * size, weightIn));
    if (hasBias) {
      specs.add(ParameterSpec.trained("biasIn", Dims.of(3 * size), size, 3 * size, zeros));
    }
    specs.add(ParameterSpec.trained("weightOut", Dims.of(size, size), size, size, weightOut));
    if (hasBias) {
      specs.add(ParameterSpec.trained("biasOut", Dims.of(size), size, size, zeros));
    }
    return specs;
  }

  @Override
  public String torchName(String parameter) {
    return switch (parameter) {
      case "weightIn" -> "in_proj_weight";
      case "biasIn" -> "in_proj_bias";
      case "weightOut" -> "out_proj.weight";
      case "biasOut" -> "out_proj.bias";
      default -> parameter;
    };
  }

  @Override
  public Formula formula(Dims in) {
    String seen = hides() ? "hidden" : "None";
    boolean causal = sight.causal() && !hides();
    return formula(
        in,
        inputs(),
        "y = torch.scaled_dot_product_attention(q, k, v, %s, 0.0, %s)\n"
            .formatted(seen, causal ? "True" : "False"));
  }

  /** Gives the same with dropout of the softmax's weights, written out. */
  @Override
  public Formula trainingFormula(Dims in) {
    if (dropout == 0) {
      return formula(in);
    }
    List<String> inputs = inputs();
    inputs.add(NOISE);
    String product =
        "torch.matmul(q, torch.transpose(k, -2, -1)) * %s"
            .formatted(1 / Math.sqrt((double) in.size(1) / heads));
    String text =
        """
        %sw = torch.softmax(%s, -1)
        y = torch.matmul(%s, v)
        """
            .formatted(
                sight.causal() && !hides() ? causalLine(in) : "",
                sight.causal() || hides() ? product + " + hidden" : product,
                Dropout.dropped("w", dropout));
    return formula(in, inputs, text);
  }

  @Override
  public Dims noiseDims(Dims in) {
    return Dims.of(heads, in.size(0), in.size(0));
  }

  @Override
  public Optional<StepMask> mask() {
    return Optional.of(StepMask.same());
  }

  @Override
  public Attention masked() {
    Sight real = new Sight(sight.causal(), true, sight.rotary());
    return new Attention(heads, hasBias, dropout, real, weightIn, weightOut);
  }

  private boolean hides() {
    return sight.masked();
  }

  private List<String> inputs() {
    List<String> inputs = new ArrayList<>(List.of(INPUT, "weightIn"));
    if (hasBias) {
      inputs.add("biasIn");
    }
    inputs.add("weightOut");
    if (hasBias) {
      inputs.add("biasOut");
    }
    if (hides()) {
      inputs.add(MASK);
    }
    return inputs;
  }

  private Formula formula(Dims in, List<String> inputs, String attention) {
    long steps = in.size(0);
    long size = in.size(1);
    String text =
        """
        p = torch.reshape(torch.linear(x, weightIn, %s), [-1, %s, 3, %s, %s])
        %sq = torch.transpose(torch.select(p, 2, 0), 1, 2)
        k = torch.transpose(torch.select(p, 2, 1), 1, 2)
        v = torch.transpose(torch.select(p, 2, 2), 1, 2)
        %s%sy = torch.reshape(torch.transpose(y, 1, 2), [-1, %s, %s])
        return torch.linear(y, weightOut, %s)
        """
            .formatted(
                hasBias ? "biasIn" : "None",
                steps,
                heads,
                size / heads,
                sight.rotary() > 0 ? turned(in) : "",
                hides() ? hidden(in) : "",
                attention,
                steps,
                size,
                hasBias ? "biasOut" : "None");
    return Formula.of(kind(), inputs, text);
  }

  /** Gives the lines that turn queries and keys by their steps' places. */
  private String turned(Dims in) {
    long pairs = in.size(1) / heads / 2;
    return """
        places = torch.arange(%1$s, dtype=torch.float64, device=x.device)
        rates = torch.pow(%2$s, torch.arange(%3$s, dtype=torch.float64, device=x.device) / -%3$s.0)
        angles = torch.reshape(torch.outer(places, rates), [%1$s, 1, 1, %3$s])
        c = torch.to(torch.cos(angles), x.dtype)
        s = torch.to(torch.sin(angles), x.dtype)
        r = torch.reshape(torch.narrow(p, 2, 0, 2), [-1, %1$s, 2, %4$s, %3$s, 2])
        a = torch.select(r, -1, 0)
        b = torch.select(r, -1, 1)
        r = torch.flatten(torch.stack([a * c - b * s, a * s + b * c], -1), -2)
        p = torch.cat([r, torch.narrow(p, 2, 2, 1)], 2)
        """
        .formatted(in.size(0), sight.rotary(), pairs, heads);
  }

  /** Hides padding from all steps but itself, so that each step sees one at least. */
  private String hidden(Dims in) {
    String padding =
        """
        others = 1.0 - torch.eye(%s, dtype=x.dtype, device=x.device)
        padding = torch.unsqueeze(torch.unsqueeze((mask - 1.0) * %s, 1), 1) * others
        """
            .formatted(in.size(0), HIDDEN);
    return sight.causal()
        ? padding + causalLine(in) + "hidden = hidden + padding\n"
        : padding + "hidden = padding\n";
  }

  private static String causalLine(Dims in) {
    return "hidden = torch.triu(torch.full([%1$s, %1$s], -%2$s, dtype=x.dtype, device=x.device), 1)\n"
        .formatted(in.size(0), HIDDEN);
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    return Optional.of(new AttentionOperators(this, in, HIDDEN).nodes());
  }

  @Override
  public String toString() {
    return "attention(%s)%s".formatted(heads, sight.causal() ? " causal" : "");
  }

  /** The settings of attention, each given at most once; a persistent value. */
  public static final class Builder {
    private static final Setting<Optional<Initial>> WEIGHT =
        new Setting<>("the weight", Optional.empty());
    private static final Setting<Boolean> BIAS = new Setting<>("the bias", true);
    private static final Setting<Double> DROPOUT = new Setting<>("dropout", 0.0);
    private static final Setting<Boolean> CAUSAL = new Setting<>("causal", false);
    private static final Setting<Double> ROTARY = new Setting<>("rotary", 0.0);

    private final int heads;
    private final Choices choices;

    private Builder(int heads, Choices choices) {
      this.heads = heads;
      this.choices = choices;
    }

    /** Sets how both weights start; default Xavier for the first, by fan-in for the last. */
    public Builder weight(Initial initial) {
      Given.all("initial", initial);
      return with(choices.with(WEIGHT, Optional.of(initial), initial));
    }

    /** Leaves out the biases. */
    public Builder noBias() {
      return with(choices.with(BIAS, false, "none"));
    }

    /** Sets the probability with which a weight of the softmax is 0 in training; default 0. */
    public Builder dropout(double rate) {
      return with(choices.with(DROPOUT, rate));
    }

    /** Lets each step see itself and the steps before it only. */
    public Builder causal() {
      return with(choices.with(CAUSAL, true));
    }

    /** Turns queries and keys by their places, by angles of base 10,000 (arXiv 2104.09864). */
    public Builder rotary() {
      return rotary(Sight.BASE);
    }

    /** Turns queries and keys by their places, by angles of a base. */
    public Builder rotary(double base) {
      return with(choices.with(ROTARY, base));
    }

    private Builder with(Choices more) {
      return new Builder(heads, more);
    }

    private Attention build() {
      Optional<Initial> weight = choices.get(WEIGHT);
      return new Attention(
          heads,
          choices.get(BIAS),
          choices.get(DROPOUT),
          new Sight(choices.get(CAUSAL), false, choices.get(ROTARY)),
          weight.orElse(Initial.xavierUniform()),
          weight.orElse(Initial.fanIn()));
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
    public Class<Attention> type() {
      return Attention.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("attention", Dims.of(3, 4), of(2)),
          new Example("attention of one head", Dims.of(3, 3), of(1, a -> a.noBias())),
          new Example("causal attention", Dims.of(4, 4), of(2, a -> a.causal())),
          new Example("rotary attention", Dims.of(4, 8), of(2, a -> a.rotary().dropout(0.3))),
          new Example(
              "causal attention with dropout", Dims.of(3, 4), of(2, a -> a.causal().dropout(0.4))),
          new Example("attention to real steps", Dims.of(3, 4), of(2).masked()),
          new Example(
              "causal attention to real steps",
              Dims.of(3, 4),
              of(2, a -> a.causal().rotary().dropout(0.4)).masked()));
    }
  }
}
