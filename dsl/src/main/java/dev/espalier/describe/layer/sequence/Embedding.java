package dev.espalier.describe.layer.sequence;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.StepMask;
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
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * A learned vector for each token, (steps) of whole numbers in [0, vocabulary) to (steps x size).
 *
 * <p>Parameter: {@code weight} (vocabulary x size).
 *
 * @param vocabulary the number of tokens
 * @param size the length of a vector
 * @param weight how the vectors start; default normal of deviation 1
 * @param padding the token that stands for no step: its vector is 0, and layers after this one that
 *     look across steps leave it out; default none
 */
public record Embedding(int vocabulary, int size, Initial weight, OptionalInt padding)
    implements Layer {

  /** The most tokens: a network's inputs are 32-bit floats, which tell no larger numbers apart. */
  public static final int MOST = 1 << 24;

  /** Refuses sizes below 1, and more tokens than a float can tell apart. */
  public Embedding {
    Given.all("weight", weight, "padding", padding);
    if (vocabulary > MOST) {
      throw new IllegalArgumentException(
          "embedding(%s, %s): a vocabulary is at most %s, since inputs are 32-bit floats. Try embedding(%s, %s)."
              .formatted(vocabulary, size, MOST, MOST, size));
    }
    if (vocabulary < 1 || size < 1) {
      throw new IllegalArgumentException(
          "embedding(%s, %s): both sizes must be at least 1. Try embedding(1000, 32)."
              .formatted(vocabulary, size));
    }
    if (padding.isPresent() && (padding.getAsInt() < 0 || padding.getAsInt() >= vocabulary)) {
      throw new IllegalArgumentException(
          "embedding(%s, %s): padding(%s), needed a token from 0 to %s. Try padding(0)."
              .formatted(vocabulary, size, padding.getAsInt(), vocabulary - 1));
    }
  }

  /** Gives a layer with the default start. */
  public static Embedding of(int vocabulary, int size) {
    return of(vocabulary, size, all -> all);
  }

  /** Gives a layer with settings. */
  public static Embedding of(int vocabulary, int size, UnaryOperator<Builder> settings) {
    Given.all("settings", settings);
    Builder all =
        new Builder(vocabulary, size, Choices.of("embedding(" + vocabulary + ", " + size + ")"));
    return Given.result("settings", settings.apply(all)).build();
  }

  @Override
  public String kind() {
    return "embedding";
  }

  @Override
  public Dims outputOf(Dims in) {
    if (in.rank() != 1) {
      throw new MisfitException(
          this + " needs an input of (steps), but receives " + in, "flatten() before it");
    }
    return Dims.of(in.size(0), size);
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    return List.of(
        ParameterSpec.trained("weight", Dims.of(vocabulary, size), vocabulary, size, weight));
  }

  @Override
  public Formula formula(Dims in) {
    String vectors = "torch.embedding(weight, torch.to(x, 4))";
    return Formula.of(
        "embedding",
        List.of(INPUT, "weight"),
        padding.isPresent()
            ? "%s * torch.to(torch.unsqueeze(torch.ne(x, %s), 2), weight.dtype)"
                .formatted(vectors, padding.getAsInt())
            : vectors);
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    List<OnnxNode> nodes = new ArrayList<>();
    nodes.add(OnnxNode.of("Cast", INPUT).with("to", 7L).as("tokens"));
    OnnxNode vectors = OnnxNode.of("Gather", "weight", "tokens");
    if (padding.isEmpty()) {
      nodes.add(vectors);
      return Optional.of(nodes);
    }
    nodes.add(vectors.as("vectors"));
    nodes.addAll(real("real"));
    nodes.add(OnnxNode.whole("axis", 2));
    nodes.add(OnnxNode.of("Unsqueeze", "real", "axis").as("each"));
    nodes.add(OnnxNode.of("Mul", "vectors", "each"));
    return Optional.of(nodes);
  }

  /** Says which tokens are not padding, where there is one. */
  @Override
  public Optional<StepMask> mask() {
    return padding.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new StepMask(
                Formula.of(
                    "mask",
                    List.of(INPUT),
                    "torch.to(torch.ne(x, %s), x.dtype)".formatted(padding.getAsInt())),
                real("y")));
  }

  private List<OnnxNode> real(String name) {
    return List.of(
        OnnxNode.number("padding", padding.getAsInt()),
        OnnxNode.of("Equal", INPUT, "padding").as("isPadding"),
        OnnxNode.of("Not", "isPadding").as("isReal"),
        OnnxNode.of("Cast", "isReal").with("to", 1L).as(name));
  }

  @Override
  public OptionalInt tokens() {
    return OptionalInt.of(vocabulary);
  }

  @Override
  public String toString() {
    return "embedding(" + vocabulary + ", " + size + ")";
  }

  /** The settings of an embedding, each given at most once; a persistent value. */
  public static final class Builder {
    private static final Setting<Initial> WEIGHT = new Setting<>("the weight", Initial.normal(1));
    private static final Setting<OptionalInt> PADDING =
        new Setting<>("padding", OptionalInt.empty());

    private final int vocabulary;
    private final int size;
    private final Choices choices;

    private Builder(int vocabulary, int size, Choices choices) {
      this.vocabulary = vocabulary;
      this.size = size;
      this.choices = choices;
    }

    /** Sets how the vectors start; default normal of deviation 1. */
    public Builder weight(Initial initial) {
      Given.all("initial", initial);
      return with(choices.with(WEIGHT, initial));
    }

    /**
     * Sets the token that fills sequences up to their length: its vector is 0, and attention,
     * recurrent layers, the last step and the mean of steps leave it out.
     */
    public Builder padding(int token) {
      return with(choices.with(PADDING, OptionalInt.of(token), token));
    }

    private Builder with(Choices more) {
      return new Builder(vocabulary, size, more);
    }

    private Embedding build() {
      return new Embedding(vocabulary, size, choices.get(WEIGHT), choices.get(PADDING));
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
    public Class<Embedding> type() {
      return Embedding.class;
    }

    @Override
    public List<Example> examples() {
      return List.of(
          new Example("embedding", Dims.of(3), Embedding.of(5, 4)),
          new Example("embedding with padding", Dims.of(3), of(3, 4, e -> e.padding(0))));
    }
  }
}
