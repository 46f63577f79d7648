package dev.espalier.zoo.onnx;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Setting;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * How an ONNX file is read.
 *
 * @param input the shape of one sample, where the file leaves it open
 * @param padding the token that fills a text up, where the file is of a network over tokens
 * @param output the name of the output that is wanted, where the file has several
 */
public record OnnxSettings(Optional<Dims> input, OptionalInt padding, Optional<String> output) {
  /** Refuses null. */
  public OnnxSettings {
    Given.all("input", input, "padding", padding, "output", output);
  }

  /** Gives what a user's settings say. */
  public static OnnxSettings of(UnaryOperator<Builder> settings) {
    Given.all("settings", settings);
    return Given.result("settings", settings.apply(new Builder(Choices.of("Onnx.read")))).build();
  }

  /** The settings, each given at most once; a persistent value. */
  public static final class Builder {
    private static final Setting<Optional<Dims>> INPUT = new Setting<>("input", Optional.empty());
    private static final Setting<OptionalInt> PADDING =
        new Setting<>("padding", OptionalInt.empty());
    private static final Setting<Optional<String>> OUTPUT =
        new Setting<>("output", Optional.empty());

    private final Choices choices;

    private Builder(Choices choices) {
      this.choices = choices;
    }

    /** Sets the shape of one sample; of a network over tokens, how many a text has. */
    public Builder input(long... dims) {
      Given.all("dims", dims);
      Dims shape = Dims.of(dims);
      return new Builder(choices.with(INPUT, Optional.of(shape), shape));
    }

    /**
     * Says which token fills a text up. What the file has as an input that says so, its attention
     * mask, is then made from the tokens, and the kinds of tokens are those of a single text.
     */
    public Builder padding(int token) {
      if (token < 0) {
        throw new IllegalArgumentException(
            "Onnx.read: padding(%s), needed a token from 0 on. Try padding(0).".formatted(token));
      }
      return new Builder(choices.with(PADDING, OptionalInt.of(token), token));
    }

    /** Sets which output is wanted; what it does not need is not read. */
    public Builder output(String name) {
      Given.all("name", name);
      return new Builder(choices.with(OUTPUT, Optional.of(name), name));
    }

    private OnnxSettings build() {
      return new OnnxSettings(choices.get(INPUT), choices.get(PADDING), choices.get(OUTPUT));
    }

    @Override
    public String toString() {
      return choices.toString();
    }
  }
}
