package dev.espalier.describe.layer.sequence;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.ParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The sum or the mean of the vectors of a sequence's tokens, in whatever order, (steps) to (size):
 * {@code torch.nn.EmbeddingBag}. Padding is left out; of nothing but padding the vector is 0.
 *
 * <p>Parameter: {@code weight} (vocabulary x size).
 *
 * @param vectors the vectors of tokens, and which of them is padding
 * @param type what they become
 */
public record EmbeddingBag(Embedding vectors, Kind type) implements Layer {
  /** What vectors become. */
  public enum Kind {
    /** Their sum. */
    SUM,
    /** Their mean. */
    MEAN
  }

  /** Refuses null. */
  public EmbeddingBag {
    Given.all("vectors", vectors, "type", type);
  }

  @Override
  public String kind() {
    return "embeddingBag";
  }

  @Override
  public Dims outputOf(Dims in) {
    return Dims.of(vectors.outputOf(in).size(1));
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    return vectors.parametersFor(in);
  }

  @Override
  public Formula formula(Dims in) {
    OptionalInt padding = vectors.padding();
    String real =
        padding.isPresent()
            ? "torch.to(torch.unsqueeze(torch.ne(x, %s), 2), weight.dtype)"
                .formatted(padding.getAsInt())
            : "torch.unsqueeze(torch.ones_like(x), 2)";
    String text =
        """
        real = %s
        sum = torch.sum(torch.embedding(weight, torch.to(x, 4)) * real, [1])
        return %s
        """
            .formatted(
                real,
                type == Kind.SUM ? "sum" : "sum / torch.clamp_min(torch.sum(real, [1]), 1.0)");
    return Formula.of(kind(), List.of(INPUT, "weight"), text);
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    List<OnnxNode> nodes = new ArrayList<>();
    nodes.add(OnnxNode.of("Cast", INPUT).with("to", 7L).as("tokens"));
    nodes.add(OnnxNode.of("Gather", "weight", "tokens").as("each"));
    // No token is -1, so without padding all are real.
    nodes.add(OnnxNode.number("padding", vectors.padding().orElse(-1)));
    nodes.add(OnnxNode.of("Equal", INPUT, "padding").as("isPadding"));
    nodes.add(OnnxNode.of("Not", "isPadding").as("isReal"));
    nodes.add(OnnxNode.of("Cast", "isReal").with("to", 1L).as("flags"));
    nodes.add(OnnxNode.whole("last", 2));
    nodes.add(OnnxNode.whole("steps", 1));
    nodes.add(OnnxNode.number("one", 1));
    nodes.add(OnnxNode.of("Unsqueeze", "flags", "last").as("real"));
    nodes.add(OnnxNode.of("Mul", "each", "real").as("kept"));
    if (type == Kind.SUM) {
      nodes.add(OnnxNode.of("ReduceSum", "kept", "steps").with("keepdims", 0L));
      return Optional.of(nodes);
    }
    nodes.add(OnnxNode.of("ReduceSum", "kept", "steps").with("keepdims", 0L).as("sum"));
    nodes.add(OnnxNode.of("ReduceSum", "real", "steps").with("keepdims", 0L).as("found"));
    nodes.add(OnnxNode.of("Max", "found", "one").as("count"));
    nodes.add(OnnxNode.of("Div", "sum", "count"));
    return Optional.of(nodes);
  }

  @Override
  public OptionalInt tokens() {
    return vectors.tokens();
  }

  @Override
  public String toString() {
    return "embeddingBag(%s, %s)%s"
        .formatted(vectors.vocabulary(), vectors.size(), type == Kind.SUM ? " sum" : "");
  }

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<EmbeddingBag> type() {
      return EmbeddingBag.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("embedding bag", Dims.of(3), new EmbeddingBag(Embedding.of(5, 4), Kind.SUM)),
          new Example(
              "embedding bag with padding",
              Dims.of(3),
              new EmbeddingBag(Embedding.of(3, 4, e -> e.padding(0)), Kind.MEAN)));
    }
  }
}
