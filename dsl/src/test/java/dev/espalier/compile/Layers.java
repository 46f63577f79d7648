package dev.espalier.compile;

import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.layer.Identity;
import dev.espalier.describe.layer.LastStep;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.Recurrent;
import dev.espalier.describe.value.Dims;
import java.util.List;
import java.util.function.UnaryOperator;

/** At least one small network of every kind of layer, with an input that it takes. */
final class Layers {
  private Layers() {}

  static List<Case> all() {
    return List.of(
        of("dense", Dims.of(3), n -> n.dense("a", 4)),
        of("dense over steps", Dims.of(2, 3), n -> n.dense("a", 4, d -> d.eachStep().noBias())),
        of("convolution", Dims.of(2, 5, 6), n -> n.conv2d("a", 4, 3)),
        of(
            "convolution with all settings",
            Dims.of(4, 7, 6),
            n -> n.conv2d("a", 6, 3, c -> c.stride(2).padding(2).dilation(2).groups(2).noBias())),
        of("max pool", Dims.of(2, 5, 6), n -> n.maxPool(2)),
        of("padded max pool", Dims.of(1, 5, 5), n -> n.maxPool(3, p -> p.stride(2).padding(1))),
        of("average pool", Dims.of(2, 5, 6), n -> n.averagePool(2)),
        of(
            "padded average pool",
            Dims.of(1, 5, 5),
            n -> n.averagePool(3, p -> p.stride(2).padding(1))),
        of("global max pool", Dims.of(3, 2, 4), n -> n.globalMaxPool()),
        of("global average pool", Dims.of(3, 2, 4), n -> n.globalAveragePool()),
        of("global max pool over steps", Dims.of(4, 3), n -> n.globalMaxPool()),
        of("global average pool over steps", Dims.of(4, 3), n -> n.globalAveragePool()),
        of("batch norm of features", Dims.of(4), n -> n.batchNorm()),
        of("batch norm of images", Dims.of(2, 3, 3), n -> n.batchNorm(b -> b.momentum(0.3))),
        of("layer norm", Dims.of(2, 5), n -> n.layerNorm()),
        of("layer norm over three axes", Dims.of(2, 3, 2), n -> n.layerNorm(l -> l.axes(3))),
        of("dropout", Dims.of(6), n -> n.dropout(0.4)),
        of("flatten", Dims.of(2, 3), n -> n.flatten()),
        of("reshape", Dims.of(6), n -> n.reshape(3, 1, 2)),
        of(
            "residual",
            Dims.of(4),
            n -> n.residual("a", b -> b.dense("in", 3).tanh().dense("out", 4))),
        of(
            "residual with a shortcut",
            Dims.of(2, 4, 4),
            n ->
                n.residual(
                    "a",
                    b -> b.conv2d("c1", 3, 3, c -> c.same()).batchNorm().tanh().dropout(0.3),
                    s -> s.conv2d("c2", 3, 1, c -> c.noBias()).batchNorm())),
        of("rnn", Dims.of(3, 2), n -> n.rnn("a", 4)),
        of("gru", Dims.of(3, 2), n -> n.gru("a", 3)),
        of("lstm", Dims.of(3, 2), n -> n.lstm("a", 3)),
        of(
            "three layers of lstm",
            Dims.of(3, 2),
            n -> n.layer("a", Recurrent.of(Recurrent.Cell.LSTM, 3).layers(3))),
        of("last step", Dims.of(3, 2), n -> n.layer("a", new LastStep())),
        of("embedding", Dims.of(3), n -> n.embedding("a", 5, 4)),
        of("identity", Dims.of(3), n -> n.layer("a", new Identity())),
        of(
            "a block of DJL",
            Dims.of(3),
            n ->
                n.layer(
                    "a",
                    Blocks.block(
                        () ->
                            new SequentialBlock()
                                .add(Linear.builder().setUnits(4).build())
                                .add(BatchNorm.builder().build())))));
  }

  /**
   * One kind of layer in a network.
   *
   * @param name what is special
   * @param input the shape of one input sample
   * @param body the network
   */
  record Case(String name, Dims input, UnaryOperator<NetworkBuilder> body) {
    Layer layer() {
      return body.apply(NetworkBuilder.empty()).build("net").layers().get(0).layer();
    }

    boolean takesTokens() {
      return name.equals("embedding");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Case of(String name, Dims input, UnaryOperator<NetworkBuilder> body) {
    return new Case(name, input, body);
  }
}
