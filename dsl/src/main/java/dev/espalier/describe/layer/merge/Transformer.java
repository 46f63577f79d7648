package dev.espalier.describe.layer.merge;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Bounds;
import dev.espalier.describe.layer.Branch;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.layer.StepMask;
import dev.espalier.describe.layer.norm.LayerNorm;
import dev.espalier.describe.layer.sequence.Attention;
import dev.espalier.describe.layer.sequence.FeedForward;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Blocks of a transformer one after the other, named "block" and their number from 1 on, (steps x
 * size) to (steps x size); with their norms first, a layer normalisation named {@code norm} at the
 * end.
 *
 * @param blocks how many
 * @param block what each is
 * @param isNormed whether a layer normalisation ends it
 */
public record Transformer(int blocks, TransformerBlock block, boolean isNormed) implements Layer {
  private static final String BODY = "layers";
  private static final String BLOCK = "block";
  private static final String NORM = "norm";

  /** Refuses less than one block. */
  public Transformer {
    Given.all("block", block);
    if (blocks < 1) {
      throw new IllegalArgumentException(
          "transformer(%s): needed at least 1 block. Try transformer(2, t -> t.heads(4))."
              .formatted(blocks));
    }
    Bounds.require(blocks, Bounds.LAYERS / 16, "transformer", "blocks");
  }

  /** Gives a transformer with settings. */
  public static Transformer of(int blocks, UnaryOperator<Builder> settings) {
    Given.all("settings", settings);
    Builder all = new Builder(blocks, Choices.of("transformer(" + blocks + ")"));
    return Given.result("settings", settings.apply(all)).build();
  }

  @Override
  public String kind() {
    return "transformer";
  }

  @Override
  public List<Branch> branches() {
    List<NamedLayer> layers = new ArrayList<>();
    for (int i = 1; i <= blocks; i++) {
      layers.add(new NamedLayer(BLOCK + i, block, Activation.IDENTITY));
    }
    if (isNormed) {
      LayerNorm norm = LayerNorm.standard(n -> n.epsilon(block.epsilon()));
      layers.add(new NamedLayer(NORM, norm, Activation.IDENTITY));
    }
    return List.of(new Branch(BODY, layers));
  }

  @Override
  public Dims outputOf(Dims in) {
    return branches().get(0).outputOf(in);
  }

  @Override
  public Formula formula(Dims in) {
    return Formula.of(kind(), List.of(BODY), BODY);
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    return Optional.of(List.of(OnnxNode.of("Identity", BODY)));
  }

  /** Gives the names of {@code torch.nn.TransformerEncoder}, which counts its layers from 0. */
  @Override
  public String torchName(String parameter) {
    String name = Layer.super.torchName(parameter);
    String[] parts = name.split("\\.", 3);
    return parts[1].equals(NORM)
        ? name.substring(BODY.length() + 1)
        : "%s.%s.%s"
            .formatted(BODY, Integer.parseInt(parts[1].substring(BLOCK.length())) - 1, parts[2]);
  }

  @Override
  public Optional<StepMask> mask() {
    return Optional.of(StepMask.same());
  }

  @Override
  public Transformer masked() {
    return new Transformer(blocks, block.masked(), isNormed);
  }

  @Override
  public String toString() {
    return "transformer(%s x %s, %s)".formatted(blocks, block.attention(), block.feedForward());
  }

  /** The settings of a transformer, each given at most once; a persistent value. */
  public static final class Builder {
    private static final Setting<Integer> HEADS = new Setting<>("heads", 4);
    private static final Setting<Integer> FEED_FORWARD = new Setting<>("feedForward", 2048);
    private static final Setting<Double> DROPOUT = new Setting<>("dropout", 0.0);
    private static final Setting<Double> ATTENTION_DROPOUT = new Setting<>("attentionDropout", 0.0);
    private static final Setting<Activation> ACTIVATION =
        new Setting<>("the activation", Activation.of(Activation.Kind.GELU));
    private static final Setting<Boolean> NORM_LAST = new Setting<>("normLast", false);
    private static final Setting<Boolean> CAUSAL = new Setting<>("causal", false);
    private static final Setting<Boolean> ROTARY = new Setting<>("rotary", false);
    private static final Setting<Double> EPSILON = new Setting<>("epsilon", 1e-5);
    private static final Setting<Optional<Initial>> WEIGHT =
        new Setting<>("the weights", Optional.empty());

    private final int blocks;
    private final Choices choices;

    private Builder(int blocks, Choices choices) {
      this.blocks = blocks;
      this.choices = choices;
    }

    /** Sets the number of attention's heads, which divides the features; default 4. */
    public Builder heads(int value) {
      return with(choices.with(HEADS, value));
    }

    /** Sets how many units the feed-forward part has; default 2048. */
    public Builder feedForward(int units) {
      return with(choices.with(FEED_FORWARD, units));
    }

    /**
     * Sets the probability with which values of both parts are 0 in training, and those within the
     * feed-forward part; default 0.
     */
    public Builder dropout(double rate) {
      return with(choices.with(DROPOUT, rate));
    }

    /** Sets the probability with which attention's weights are 0 in training; default 0. */
    public Builder attentionDropout(double rate) {
      return with(choices.with(ATTENTION_DROPOUT, rate));
    }

    /** Sets the function within the feed-forward part to max(x, 0); default GELU. */
    public Builder relu() {
      return activation(Activation.of(Activation.Kind.RELU));
    }

    /** Sets the function within the feed-forward part; default GELU. */
    public Builder activation(Activation activation) {
      Given.all("activation", activation);
      return with(choices.with(ACTIVATION, activation));
    }

    /** Puts the norms after the sums, as in the first transformers; default first in each part. */
    public Builder normLast() {
      return with(choices.with(NORM_LAST, true));
    }

    /** Lets each step see itself and the steps before it only, as a decoder does. */
    public Builder causal() {
      return with(choices.with(CAUSAL, true));
    }

    /** Turns queries and keys by their places, by angles of base 10,000 (arXiv 2104.09864). */
    public Builder rotary() {
      return with(choices.with(ROTARY, true));
    }

    /** Sets what the norms add to the variance; default 1e-5. */
    public Builder epsilon(double value) {
      return with(choices.with(EPSILON, value));
    }

    /** Sets how attention's weights start, and all of the feed-forward part; default as theirs. */
    public Builder weights(Initial initial) {
      Given.all("initial", initial);
      return with(choices.with(WEIGHT, Optional.of(initial), initial));
    }

    private Builder with(Choices more) {
      return new Builder(blocks, more);
    }

    private Transformer build() {
      Optional<Initial> weight = choices.get(WEIGHT);
      Attention attention =
          new Attention(
              choices.get(HEADS),
              true,
              choices.get(ATTENTION_DROPOUT),
              new Attention.Sight(
                  choices.get(CAUSAL), false, choices.get(ROTARY) ? Attention.Sight.BASE : 0),
              weight.orElse(Initial.xavierUniform()),
              weight.orElse(Initial.fanIn()));
      FeedForward wide =
          new FeedForward(
              choices.get(FEED_FORWARD),
              choices.get(ACTIVATION),
              choices.get(DROPOUT),
              weight.orElse(Initial.fanIn()));
      boolean normFirst = !choices.get(NORM_LAST);
      TransformerBlock block =
          new TransformerBlock(
              attention, wide, choices.get(DROPOUT), normFirst, choices.get(EPSILON));
      return new Transformer(blocks, block, normFirst);
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
    public Class<Transformer> type() {
      return Transformer.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("transformer", Dims.of(3, 4), of(2, t -> t.heads(2).feedForward(6))),
          new Example(
              "transformer with norms last",
              Dims.of(3, 4),
              of(1, t -> t.heads(1).feedForward(3).relu().normLast().causal().dropout(0.1))));
    }
  }
}
