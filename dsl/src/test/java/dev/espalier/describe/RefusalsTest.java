package dev.espalier.describe;

import static dev.espalier.Espalier.network;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
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
            "the input was already given as input(8), now as input(9). Try one of them."),
        refused(
            n -> n.input(-1, 8),
            "a shape has sizes of at least 1, but found (-1 x 8). Try positive sizes."),
        refused(
            n -> n.input(1 << 16, 1 << 16),
            "shape (65536 x 65536) has more values than an array can hold, 2147483647."
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
            "residual: a part takes the block's own input, but was given input(8)."
                + " Try leaving it out."),
        refused(
            n -> n.repeat(-1, (i, b) -> b),
            "repeat(-1, ...): needed a count of at least 0. Try 1."));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusesAtOnceWhatIsWrongByItself(UnaryOperator<NetworkBuilder> body, String message) {
    assertThatThrownBy(() -> network("n", body))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static Arguments refused(UnaryOperator<NetworkBuilder> body, String message) {
    return Arguments.of(Named.of(message, body), message);
  }
}
