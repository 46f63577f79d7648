package dev.espalier.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.layer.CustomLayer;
import dev.espalier.describe.value.Dims;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers' shapes and parameters, worked out by hand. */
class LayerShapesTest {

  /** One line of the table: a layer on an input gives a shape and parameters. */
  record Example(
      String name,
      Dims input,
      UnaryOperator<NetworkBuilder> layer,
      Dims output,
      String parameters) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Example> examples() {
    return Stream.of(
        example("dense", Dims.of(64), n -> n.dense(32), Dims.of(32), "weight(32 x 64) bias(32)"),
        example(
            "dense without bias",
            Dims.of(64),
            n -> n.dense("h", 32, d -> d.noBias()),
            Dims.of(32),
            "weight(32 x 64)"),
        example(
            "dense each step",
            Dims.of(7, 5),
            n -> n.dense("h", 3, d -> d.eachStep()),
            Dims.of(7, 3),
            "weight(3 x 5) bias(3)"),
        example(
            "conv",
            Dims.of(3, 28, 28),
            n -> n.conv2d(16, 5),
            Dims.of(16, 24, 24),
            "weight(16 x 3 x 5 x 5) bias(16)"),
        example(
            "conv same",
            Dims.of(3, 28, 20),
            n -> n.conv2d(16, 5, c -> c.same()),
            Dims.of(16, 28, 20),
            "weight(16 x 3 x 5 x 5) bias(16)"),
        example(
            "conv dilated same",
            Dims.of(1, 9, 9),
            n -> n.conv2d(2, 3, c -> c.dilation(2).same()),
            Dims.of(2, 9, 9),
            "weight(2 x 1 x 3 x 3) bias(2)"),
        example(
            "conv strided",
            Dims.of(3, 28, 27),
            n -> n.conv2d(8, 3, c -> c.stride(2).padding(1).noBias()),
            Dims.of(8, 14, 14),
            "weight(8 x 3 x 3 x 3)"),
        example(
            "conv in groups",
            Dims.of(4, 6, 6),
            n -> n.conv2d(8, 3, c -> c.groups(2)),
            Dims.of(8, 4, 4),
            "weight(8 x 2 x 3 x 3) bias(8)"),
        example("max pool", Dims.of(3, 9, 8), n -> n.maxPool(2), Dims.of(3, 4, 4), ""),
        example(
            "average pool",
            Dims.of(3, 9, 9),
            n -> n.averagePool(3, p -> p.stride(2).padding(1)),
            Dims.of(3, 5, 5),
            ""),
        example("global max pool", Dims.of(3, 9, 8), n -> n.globalMaxPool(), Dims.of(3), ""),
        example(
            "global average pool of a sequence",
            Dims.of(9, 8),
            n -> n.globalAveragePool(),
            Dims.of(8),
            ""),
        example(
            "batch norm",
            Dims.of(3, 9, 8),
            n -> n.batchNorm(),
            Dims.of(3, 9, 8),
            "gamma(3) beta(3) runningMean(3)* runningVar(3)*"),
        example(
            "batch norm of features",
            Dims.of(64),
            n -> n.batchNorm(),
            Dims.of(64),
            "gamma(64) beta(64) runningMean(64)* runningVar(64)*"),
        example("layer norm", Dims.of(7, 5), n -> n.layerNorm(), Dims.of(7, 5), "gamma(5) beta(5)"),
        example(
            "layer norm over all axes",
            Dims.of(7, 5),
            n -> n.layerNorm(l -> l.axes(2)),
            Dims.of(7, 5),
            "gamma(7 x 5) beta(7 x 5)"),
        example("dropout", Dims.of(7, 5), n -> n.dropout(0.5), Dims.of(7, 5), ""),
        example("flatten", Dims.of(3, 9, 8), n -> n.flatten(), Dims.of(216), ""),
        example("reshape", Dims.of(28, 28), n -> n.reshape(1, 28, 28), Dims.of(1, 28, 28), ""),
        example(
            "residual",
            Dims.of(8),
            n -> n.residual("r", b -> b.dense(4).relu().dense(8)),
            Dims.of(8),
            "body.dense1.weight(4 x 8) body.dense1.bias(4) body.dense2.weight(8 x 4) body.dense2.bias(8)"),
        example(
            "residual with a shortcut",
            Dims.of(8),
            n -> n.residual("r", b -> b.dense(4), s -> s.dense("map", 4, d -> d.noBias())),
            Dims.of(4),
            "body.dense1.weight(4 x 8) body.dense1.bias(4) shortcut.map.weight(4 x 8)"),
        example(
            "rnn",
            Dims.of(7, 5),
            n -> n.rnn("r", 4),
            Dims.of(7, 4),
            "weightIn-0(4 x 5) weightState-0(4 x 4) biasIn-0(4) biasState-0(4)"),
        example(
            "gru",
            Dims.of(7, 5),
            n -> n.gru("r", 4),
            Dims.of(7, 4),
            "weightIn-0(12 x 5) weightState-0(12 x 4) biasIn-0(12) biasState-0(12)"),
        example(
            "lstm of two layers",
            Dims.of(7, 5),
            n -> n.lstm("r", 4, r -> r.layers(2)),
            Dims.of(7, 4),
            "weightIn-0(16 x 5) weightState-0(16 x 4) biasIn-0(16) biasState-0(16) weightIn-1(16 x 4) weightState-1(16 x 4) biasIn-1(16) biasState-1(16)"),
        example("last step", Dims.of(7, 5), n -> n.last(), Dims.of(5), ""),
        example(
            "embedding",
            Dims.of(7),
            n -> n.embedding("e", 1000, 16),
            Dims.of(7, 16),
            "weight(1000 x 16)"),
        example("identity", Dims.of(7, 5), n -> n.relu(), Dims.of(7, 5), ""));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void followsTheShape(Example example) {
    CheckedLayer layer = check(example);

    assertThat(layer.input()).isEqualTo(example.input());
    assertThat(layer.output()).isEqualTo(example.output());
    assertThat(parameters(layer)).isEqualTo(example.parameters());
  }

  @Test
  void followsTheShapeOfACustomLayer() {
    CustomLayer halves = in -> in.with(-1, in.size(-1) / 2);

    CheckedHierarchy checked =
        Checker.check(NetworkBuilder.empty().input(8).layer("half", halves).output(3).build("n"));

    assertThat(checked.networks().get(0).layers())
        .extracting(CheckedLayer::output)
        .isEqualTo(List.of(Dims.of(4), Dims.of(3)));
  }

  @Test
  void countsTrainedValuesApartFromStatistics() {
    CheckedHierarchy checked =
        Checker.check(
            NetworkBuilder.empty().input(3, 8, 8).batchNorm().flatten().output(2).build("n"));

    assertThat(checked.trainable()).isEqualTo(3 + 3 + 192 * 2 + 2);
    assertThat(checked.networks().get(0).layers().get(0).statistics()).isEqualTo(6);
  }

  private static CheckedLayer check(Example example) {
    NetworkBuilder start = NetworkBuilder.empty().input(example.input().toArray());
    CheckedHierarchy checked = Checker.check(example.layer().apply(start).build("n"));
    return checked.networks().get(0).layers().get(0);
  }

  private static String parameters(CheckedLayer layer) {
    return String.join(
        " ",
        layer.parameters().stream()
            .map(spec -> spec.name() + spec.dims() + (spec.trainable() ? "" : "*"))
            .toList());
  }

  private static Example example(
      String name,
      Dims input,
      UnaryOperator<NetworkBuilder> layer,
      Dims output,
      String parameters) {
    return new Example(name, input, layer, output, parameters);
  }
}
