package dev.espalier.describe.layer.sequence;

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
 * A learned vector for each token, (steps) of whole numbers in [0, vocabulary) to (steps x size).
 *
 * <p>Parameter: {@code weight} (vocabulary x size).
 *
 * @param vocabulary the number of tokens
 * @param size the length of a vector
 * @param weight how the vectors start; default normal of deviation 1
 */
public record Embedding(int vocabulary, int size, Initial weight) implements Layer {

  /** The most tokens: a network's inputs are 32-bit floats, which tell no larger numbers apart. */
  public static final int MOST = 1 << 24;

  /** Refuses sizes below 1, and more tokens than a float can tell apart. */
  public Embedding {
    Given.all("weight", weight);
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
    return Formula.of(
        "embedding", List.of(INPUT, "weight"), "torch.embedding(weight, torch.to(x, 4))");
  }

  @Override
  public Optional<List<OnnxNode>> onnx(Dims in) {
    return Optional.of(
        List.of(
            OnnxNode.of("Cast", INPUT).with("to", 7L).as("tokens"),
            OnnxNode.of("Gather", "weight", "tokens")));
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

    private Builder with(Choices more) {
      return new Builder(vocabulary, size, more);
    }

    private Embedding build() {
      return new Embedding(vocabulary, size, choices.get(WEIGHT));
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
      return List.of(new Example("embedding", Dims.of(3), Embedding.of(5, 4)));
    }
  }
}
