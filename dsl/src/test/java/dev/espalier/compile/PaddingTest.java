package dev.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.Espalier;
import dev.espalier.check.CheckException;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.layer.basic.Identity;
import dev.espalier.describe.layer.sequence.LastStep;
import dev.espalier.describe.value.Dims;
import dev.espalier.torch.Torch;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A padded sequence gives what the same sequence gives that is as long as it is. */
final class PaddingTest {
  private static final float[] WORDS = {3, 1, 4, 2};

  static Stream<Named<UnaryOperator<NetworkBuilder>>> readers() {
    return Stream.of(
        reader("mean", n -> n.meanOfSteps()),
        reader("largest", n -> n.maxOfSteps()),
        reader("last", n -> n.last()),
        reader("gru", n -> n.gru("r", 3).last()),
        reader("lstm", n -> n.lstm("r", 3, r -> r.layers(2)).meanOfSteps()),
        reader("lstm both ways", n -> n.lstm("r", 3, r -> r.bidirectional().layers(2)).last()),
        reader("rnn both ways", n -> n.rnn("r", 3, r -> r.bidirectional()).maxOfSteps()),
        reader("attention", n -> n.attention("a", 2).meanOfSteps()),
        reader(
            "transformer",
            n -> n.transformer("t", 2, t -> t.heads(2).feedForward(5)).meanOfSteps()),
        reader("class token", n -> n.classToken().attention("a", 2).first()),
        reader(
            "residual",
            n ->
                n.residual("r", b -> b.layerNorm().attention("a", 1).dropout(0.1))
                    .dense("d", 3, d -> d.eachStep())
                    .tanh()
                    .last()));
  }

  @ParameterizedTest
  @MethodSource("readers")
  void paddingBehindASequenceChangesNothing(UnaryOperator<NetworkBuilder> reader) {
    float[] padded = Arrays.copyOf(WORDS, 7);

    assertThat(output(reader, padded)).containsExactly(output(reader, WORDS), within(1e-5f));
  }

  @ParameterizedTest
  @MethodSource("readers")
  void paddingBeforeASequenceChangesNothing(UnaryOperator<NetworkBuilder> reader) {
    float[] padded = {0, 0, 3, 1, 4, 2, 0};

    assertThat(output(reader, padded)).containsExactly(output(reader, WORDS), within(1e-5f));
  }

  @ParameterizedTest
  @MethodSource("readers")
  void aSequenceOfNothingGivesNumbers(UnaryOperator<NetworkBuilder> reader) {
    for (float value : output(reader, new float[4])) {
      assertThat(value).isFinite();
    }
  }

  @Test
  void positionsCountPaddingToo() {
    UnaryOperator<NetworkBuilder> reader = n -> n.positions().attention("a", 2).meanOfSteps();

    assertThat(output(reader, Arrays.copyOf(WORDS, 6)))
        .containsExactly(output(reader, WORDS), within(1e-5f));
  }

  @Test
  void refusesALayerThatNothingTellsWhatIsReal() {
    assertThatThrownBy(
            () ->
                Espalier.check(
                    Espalier.network("n", n -> n.input(3, 2).layer("end", new LastStep(true)))))
        .isInstanceOf(CheckException.class)
        .hasMessage(
            """
            network 'n' has a problem:
              layer n.end: last() of real steps needs to know which steps are real, but no layer before it says so. Try embedding(..., e -> e.padding(0)) before it.\
            """);
  }

  @Test
  void refusesALayerThatWouldCountPaddingBehindOneThatForgetsIt() {
    assertThatThrownBy(
            () ->
                Espalier.check(
                    Espalier.network(
                        "n",
                        n ->
                            n.input(6)
                                .embedding("words", 5, 2, e -> e.padding(0))
                                .conv1d("c", 4, 3, c -> c.same())
                                .relu()
                                .maxOfSteps()
                                .output(2))))
        .isInstanceOf(CheckException.class)
        .hasMessage(
            """
            network 'n' has a problem:
              layer n.maxOfSteps1: maxOfSteps() would count padding as real steps, because 'c' before it, conv1d(4, 3), does not say which steps of what it gives are real. Try layers between that keep steps, such as dense(..., d -> d.eachStep()), or an embedding without padding(...).\
            """);
  }

  @Test
  void takesStepsThatAreMadeAnewBehindTheLastOfPaddedOnes() {
    UnaryOperator<NetworkBuilder> reader =
        n -> n.gru("r", 3).first().dense("d", 6).reshape(3, 2).meanOfSteps();

    assertThat(output(reader, WORDS)).hasSize(2);
  }

  @Test
  void refusesANetworkOverStepsThatMayBePadding() {
    assertThatThrownBy(
            () ->
                Espalier.check(
                    Espalier.hierarchy(
                        "h",
                        h ->
                            h.input(4)
                                .network(
                                    "a",
                                    n ->
                                        n.embedding("words", 5, 2, e -> e.padding(0))
                                            .meanOfSteps()
                                            .output(2))
                                .network("b", n -> n.from("a.words").meanOfSteps().output(2)))))
        .isInstanceOf(CheckException.class)
        .hasMessage(
            """
            hierarchy 'h' has a problem:
              network b: it takes its input from a.words, but steps of that may be padding, and only that network knows which. Try a tap after meanOfSteps() or last().\
            """);
  }

  @Test
  void takesALayerWithoutPaddingThatIsCalledAsOneInsideAnother() {
    var checked =
        Espalier.check(
            Espalier.hierarchy(
                "h",
                h ->
                    h.input(4)
                        .network(
                            "a",
                            n ->
                                n.embedding("words", 5, 2, e -> e.padding(0))
                                    .residual("r", r -> r.layer("same", new Identity()))
                                    .meanOfSteps()
                                    .dense("same", 3)
                                    .output(2))
                        .network("b", n -> n.from("a.same").output(2))));

    assertThat(checked.network("b").orElseThrow().input()).isEqualTo(Dims.of(3));
  }

  /** Computes what a reader gives for one sequence, by the same weights whatever its length. */
  private static float[] output(UnaryOperator<NetworkBuilder> reader, float[] tokens) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE)) {
      NetworkBlock block =
          NetworkBlock.of(
              Espalier.check(
                      Espalier.network(
                          "n",
                          n ->
                              reader.apply(
                                  n.input(tokens.length)
                                      .embedding("words", 5, 4, e -> e.padding(0)))))
                  .networks()
                  .get(0),
              manager,
              DataType.FLOAT32,
              7);
      return block
          .forward(manager.create(tokens, new Shape(1, tokens.length)), Pass.evaluation())
          .toFloatArray();
    }
  }

  private static Named<UnaryOperator<NetworkBuilder>> reader(
      String name, UnaryOperator<NetworkBuilder> layers) {
    return Named.of(name, layers);
  }
}
