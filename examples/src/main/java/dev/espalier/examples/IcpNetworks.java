package dev.espalier.examples;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.network;

import dev.espalier.check.CheckedLayer;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.HierarchyBuilder;
import dev.espalier.describe.Network;
import dev.espalier.describe.layer.norm.BatchNorm;
import dev.espalier.describe.value.Dims;
import dev.espalier.models.Networks;
import java.util.List;

/** The networks of the ICP programs, for images of one channel and 10 classes. */
final class IcpNetworks {
  private IcpNetworks() {}

  /** Gives convolutions of 16, 32 and 64 channels with batch norm, taps h1 to h3. */
  static Network cnn(Dims input) {
    return network(
        "cnn",
        n ->
            n.input(input.toArray())
                .conv2d("conv1", 16, 3, c -> c.same().noBias())
                .layer("h1", BatchNorm.standard())
                .relu()
                .maxPool(2)
                .conv2d("conv2", 32, 3, c -> c.same().noBias())
                .layer("h2", BatchNorm.standard())
                .relu()
                .maxPool(2)
                .conv2d("conv3", 64, 3, c -> c.same().noBias())
                .layer("h3", BatchNorm.standard())
                .relu()
                .globalAveragePool()
                .output(10));
  }

  /** Gives the same with 8, 16 and 32 channels, the first convolution halving the image. */
  static Network smallCnn(Dims input) {
    return network(
        "small-cnn",
        n ->
            n.input(input.toArray())
                .conv2d("conv1", 8, 3, c -> c.same().stride(2).noBias())
                .layer("h1", BatchNorm.standard())
                .relu()
                .conv2d("conv2", 16, 3, c -> c.same().noBias())
                .layer("h2", BatchNorm.standard())
                .relu()
                .maxPool(2)
                .conv2d("conv3", 32, 3, c -> c.same().noBias())
                .layer("h3", BatchNorm.standard())
                .relu()
                .globalAveragePool()
                .output(10));
  }

  /** Gives ResNet-8 with 8, 16 and 32 channels; taps h1 and one for each of three blocks. */
  static Network resnet(Dims input) {
    return Networks.resnet("resnet", input, 10, 1, 8, 16, 32);
  }

  /**
   * Gives a network with a head on each hidden layer but the last, of a convolution with batch norm
   * that halves the image and has as many channels as the last hidden layer.
   */
  static Hierarchy withHeads(Network main) {
    CheckedNetwork checked = check(main).networks().get(0);
    List<CheckedLayer> hidden = checked.hiddenLayers();
    CheckedLayer last = hidden.get(hidden.size() - 1);
    return hierarchy(
        main.name() + "-heads",
        h -> {
          HierarchyBuilder all = h.input(checked.input().toArray()).network(main);
          for (CheckedLayer layer : hidden.subList(0, hidden.size() - 1)) {
            all = all.network(head(main.name(), layer.name(), (int) last.output().size(0)));
          }
          return all;
        });
  }

  private static Network head(String main, String layer, int channels) {
    return network(
        "head-" + layer,
        n ->
            n.from(main + "." + layer)
                .conv2d("conv", channels, 3, c -> c.same().stride(2).noBias())
                .layer("f", BatchNorm.standard())
                .relu()
                .globalAveragePool()
                .output(10));
  }
}
