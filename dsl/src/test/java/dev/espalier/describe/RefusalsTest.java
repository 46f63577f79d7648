package dev.espalier.describe;

import static dev.espalier.Espalier.network;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.NamedLayer;
import dev.espalier.describe.layer.basic.Flatten;
import dev.espalier.describe.layer.merge.Residual;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong by itself, and so refused while it is written, each with the whole text. */
class RefusalsTest {

  static Stream<Arguments> refusals() {
    return Stream.of(
        refused(n -> n.dense("h", 0), "dense(0): a layer needs at least 1 unit. Try dense(32)."),
        refused(
            n -> n.dense("1 h", 8),
            "layer '1 h': a name starts with a letter and has letters, digits, '_' and '-' only."
                + " Try 'h'."),
        refused(
            n -> n.input(8).input(9),
            "network: the input was already given as input(8), now as input(9). Try one of them."),
        refused(
            n -> n.input(-1, 8),
            "a shape has sizes of at least 1, but found (-1 x 8). Try positive sizes."),
        refused(
            n -> n.input(1 << 16, 1 << 16),
            "shape (65536 x 65536) has more values than an array can hold, 2147483639."
                + " Try smaller sizes."),
        refused(
            n -> n.from("h"),
            "tap 'h': needed network.layer, or network.layer:linear. Try 'digits.h1'."),
        refused(n -> n.dropout(1), "dropout(1.0): the rate lies in [0, 1). Try dropout(0.5)."),
        refused(
            n -> n.conv2d(8, 0),
            "conv2d(8, 0): stride 1, padding 0, dilation 1, groups 1: sizes must be positive."
                + " Try conv2d(16, 3)."),
        refused(
            n -> n.conv2d(8, 4, c -> c.same()),
            "conv2d(8, 4).same(): an even kernel cannot keep the size. Try kernel 5."),
        refused(
            n -> n.maxPool(2, p -> p.padding(2)),
            "pool(2): stride 2, padding 2: needed sizes of at least 1 and padding of at most 1."
                + " Try pool(2)."),
        refused(
            n -> n.residual("r", b -> b),
            "residual: the body has no layer."
                + " Try residual(\"block\", b -> b.dense(32).relu())."),
        refused(
            n -> n.residual("r", b -> b.input(8).dense(8)),
            "network: layers inside a layer take its own input, but were given input(8)."
                + " Try leaving it out."),
        refused(
            n -> n.dense("h".repeat(1_000_000), 8),
            "layer '"
                + "h".repeat(45)
                + "... (999,948 characters) ...hhhhhhh': a name has at most 200 characters, this"
                + " one 1000000. Try 'hhhhhhhhhhhhhhhhhhhh'."),
        refused(
            n -> n.dense("a\n\u202Eb\u0000", 8),
            "layer 'a\\n\\u202Eb\\u0000': a name starts with a letter and has letters, digits, '_'"
                + " and '-' only. Try 'a__b_'."),
        refused(
            n -> n.dense("", 8),
            "layer '': a name starts with a letter and has letters, digits, '_' and '-' only."
                + " Try 'h1'."),
        refused(
            n -> n.dropout(Double.NaN), "dropout(NaN): the rate lies in [0, 1). Try dropout(0.5)."),
        refused(
            n -> n.lstm("l", 4, l -> l.layers(100_000)),
            "lstm(4): layers(100000), needed at most 1000. Try layers(2)."),
        refused(
            n -> n.embedding("e", 1 << 31, 4),
            "embedding(-2147483648, 4): both sizes must be at least 1. Try embedding(1000, 32)."),
        refused(
            n -> n.input(1L << 62, 4),
            "shape (4611686018427387904 x 4) has more values than an array can hold, 2147483639."
                + " Try smaller sizes."),
        refused(
            n -> n.input(new long[33]), "a shape has at most 32 axes, but found 33. Try fewer."),
        refused(
            n -> n.dense(8).leakyRelu(1e300),
            "LEAKY_RELU(1.0E300): needed a finite 32-bit number. Try its default."),
        refused(
            n -> n.dense(8).sine(Double.NaN),
            "SINE(NaN): needed a finite 32-bit number. Try its default."),
        refused(
            n -> n.batchNorm(b -> b.epsilon(Double.POSITIVE_INFINITY)),
            "batchNorm: epsilon Infinity must be above 0 and momentum 0.1 in (0, 1]."
                + " Try 1e-5 and 0.1."),
        refused(
            n -> n.repeat(1_000_000, (i, b) -> b.dense(8)),
            "repeat(1000000, ...): needed a count from 0 to 20000. Try 1."),
        refused(
            n -> n.repeat(20_000, (i, b) -> b.dense("h" + i, 8)).output(2),
            "network: found 20001 layers, needed at most 20000. Try fewer."),
        refused(
            n -> nested(n, 5_000),
            "network: found 101 layers inside each other, needed at most 100. Try fewer."),
        refused(
            n -> n.repeat(-1, (i, b) -> b),
            "repeat(-1, ...): needed a count from 0 to 20000. Try 1."));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusesAtOnceWhatIsWrongByItself(UnaryOperator<NetworkBuilder> body, String message) {
    assertThatThrownBy(() -> network("n", body))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void refusesResidualsThatHoldTooManyLayersTogether() {
    Layer block = new Flatten();
    for (int i = 0; i < 13; i++) {
      NamedLayer part = new NamedLayer("part", block, Activation.IDENTITY);
      block = new Residual(List.of(part), List.of(part));
    }
    NamedLayer last = new NamedLayer("part", block, Activation.IDENTITY);

    assertThatThrownBy(() -> new Residual(List.of(last), List.of(last)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("residual: found 32766 layers, needed at most 20000. Try fewer.");
  }

  private static NetworkBuilder nested(NetworkBuilder builder, int depth) {
    return depth == 0
        ? builder.dense(8).relu()
        : builder.residual("r", inside -> nested(inside, depth - 1));
  }

  private static Arguments refused(UnaryOperator<NetworkBuilder> body, String message) {
    return Arguments.of(Named.of(message, body), message);
  }
}
