package dev.espalier.describe.layer.merge;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Branch;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.layer.StepMask;
import dev.espalier.describe.layer.basic.Dropout;
import dev.espalier.describe.layer.norm.LayerNorm;
import dev.espalier.describe.layer.sequence.Attention;
import dev.espalier.describe.layer.sequence.FeedForward;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One layer of a transformer, (steps x size) to (steps x size): attention, then a feed-forward part
 * at each step, each with the identity around it (arXiv 1706.03762).
 *
 * <p>Its layers {@code attention} and {@code feedForward} are the sums. With the norm first (arXiv
 * 2002.04745), each body begins with its layer normalisation; else {@code attentionNorm} and {@code
 * feedForwardNorm} follow the sums.
 *
 * @param attention the attention
 * @param feedForward the feed-forward part
 * @param dropout the probability with which a value of either part is 0 in training
 * @param normFirst whether the norms come first
 * @param epsilon what the norms add to the variance
 */
public record TransformerBlock(
    Attention attention, FeedForward feedForward, double dropout, boolean normFirst, double epsilon)
    implements Layer {
  private static final String BODY = "block";
  private static final Map<String, String> TORCH = torch();

  /** Refuses settings out of their range. */
  public TransformerBlock {
    Given.all("attention", attention, "feedForward", feedForward);
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "transformer: dropout(%s), needed a rate in [0, 1). Try dropout(0.1)."
              .formatted(dropout));
    }
    if (!(epsilon > 0 && epsilon <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "transformer: epsilon(%s), needed a number above 0. Try epsilon(1e-5)."
              .formatted(epsilon));
    }
  }

  private static Map<String, String> torch() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("attention.norm.", "norm1.");
    names.put("attentionNorm.", "norm1.");
    names.put("attention.heads.", "self_attn.");
    names.put("feedForward.norm.", "norm2.");
    names.put("feedForwardNorm.", "norm2.");
    names.put("feedForward.units.", "");
    return names;
  }

  @Override
  public String kind() {
    return "transformerBlock";
  }

  @Override
  public List<Branch> branches() {
    List<NamedLayer> layers = new ArrayList<>();
    part(layers, "attention", named("heads", attention));
    part(layers, "feedForward", named("units", feedForward));
    return List.of(new Branch(BODY, layers));
  }

  private void part(List<NamedLayer> layers, String name, NamedLayer main) {
    List<NamedLayer> body = new ArrayList<>();
    if (normFirst) {
      body.add(named("norm", norm()));
    }
    body.add(main);
    if (dropout > 0) {
      body.add(named("dropout", new Dropout(dropout)));
    }
    layers.add(named(name, new Residual(body, List.of())));
    if (!normFirst) {
      layers.add(named(name + "Norm", norm()));
    }
  }

  private LayerNorm norm() {
    return LayerNorm.standard(n -> n.epsilon(epsilon));
  }

  private static NamedLayer named(String name, Layer layer) {
    return new NamedLayer(name, layer, Activation.IDENTITY);
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

  /** Gives the names of {@code torch.nn.TransformerEncoderLayer}. */
  @Override
  public String torchName(String parameter) {
    String name = Layer.super.torchName(parameter);
    String path = name.replaceFirst("^block\\.", "").replaceFirst("\\.body\\.", ".");
    return TORCH.entrySet().stream()
        .filter(entry -> path.startsWith(entry.getKey()))
        .findFirst()
        .map(entry -> entry.getValue() + path.substring(entry.getKey().length()))
        .orElse(name);
  }

  @Override
  public Optional<StepMask> mask() {
    return Optional.of(StepMask.same());
  }

  @Override
  public TransformerBlock masked() {
    return new TransformerBlock(attention.masked(), feedForward, dropout, normFirst, epsilon);
  }

  @Override
  public String toString() {
    return "transformerBlock(%s, %s)".formatted(attention, feedForward);
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<TransformerBlock> type() {
      return TransformerBlock.class;
    }

    @Override
    public List<Example> examples() {
      FeedForward wide = FeedForward.of(5, Activation.of(Activation.Kind.GELU));
      return List.of(
          new Example(
              "transformer block",
              Dims.of(3, 4),
              new TransformerBlock(Attention.of(2), wide, 0, true, 1e-5)),
          new Example(
              "transformer block with norms last and dropout",
              Dims.of(3, 4),
              new TransformerBlock(Attention.of(2, a -> a.causal()), wide, 0.2, false, 1e-5)));
    }
  }
}
