package dev.espalier.models;

import static dev.espalier.Espalier.concat;
import static dev.espalier.Espalier.network;

import dev.espalier.describe.Network;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;

/**
 * Published networks for images whose layers run side by side, as descriptions with the published
 * numbers of parameters.
 */
public final class BranchedNetworks {
  private BranchedNetworks() {}

  /**
   * Gives DenseNet-BC (arXiv 1608.06993) as for CIFAR: three blocks, each layer of which takes what
   * all layers of the block before it gave. With a depth of 100, a growth of 12, three channels and
   * ten classes it has 769,162 parameters. Taps: {@code block1} to {@code block3}, and {@code
   * block2.layer3.new.conv} inside.
   *
   * @param input (channels x height x width)
   * @param outputs the number of classes
   * @param depth the number of layers with weights, 4 more than a multiple of 6
   * @param growth the channels that a layer adds
   */
  public static Network denseNet(String name, Dims input, int outputs, int depth, int growth) {
    Given.all("name", name, "input", input);
    if (depth < 10 || (depth - 4) % 6 != 0) {
      throw new IllegalArgumentException(
          "denseNet: a depth of %s, needed 4 more than a multiple of 6. Try 100.".formatted(depth));
    }
    int layers = (depth - 4) / 6;
    return network(
        name,
        n -> {
          int channels = 2 * growth;
          NetworkBuilder so = n.input(input).conv2d("conv", channels, 3, c -> c.same().noBias());
          for (int block = 1; block <= 3; block++) {
            so = so.sequential("block" + block, b -> denseBlock(b, layers, growth));
            channels += layers * growth;
            if (block < 3) {
              channels /= 2;
              int half = channels;
              so =
                  so.sequential(
                      "transition" + block,
                      t ->
                          t.batchNorm()
                              .relu()
                              .conv2d("conv", half, 1, c -> c.noBias())
                              .averagePool(2));
            }
          }
          return so.batchNorm().relu().globalAveragePool().output(outputs);
        });
  }

  private static NetworkBuilder denseBlock(NetworkBuilder block, int layers, int growth) {
    NetworkBuilder so = block;
    for (int layer = 1; layer <= layers; layer++) {
      so =
          so.branches(
              "layer" + layer,
              concat(),
              b ->
                  b.branch("old", x -> x)
                      .branch(
                          "new",
                          x ->
                              x.batchNorm()
                                  .relu()
                                  .conv2d("narrow", 4 * growth, 1, c -> c.noBias())
                                  .batchNorm()
                                  .relu()
                                  .conv2d("conv", growth, 3, c -> c.same().noBias())));
    }
    return so;
  }

  /**
   * Gives ShuffleNetV2 (arXiv 1807.11164). With three channels, 1,000 classes and a width of 1 it
   * has 2,278,604 parameters, with one of 0.5 1,366,792.
   *
   * @param input (channels x height x width)
   * @param outputs the number of classes
   * @param width 0.5, 1, 1.5 or 2
   */
  public static Network shuffleNetV2(String name, Dims input, int outputs, double width) {
    Given.all("name", name, "input", input);
    int[] channels = shuffled(width);
    return network(
        name,
        n -> {
          NetworkBuilder so =
              n.input(input)
                  .conv2d("conv1", 24, 3, c -> c.stride(2).padding(1).noBias())
                  .batchNorm()
                  .relu()
                  .maxPool(3, p -> p.stride(2).padding(1));
          int[] units = {4, 8, 4};
          for (int stage = 0; stage < 3; stage++) {
            int half = channels[stage] / 2;
            for (int unit = 1; unit <= units[stage]; unit++) {
              String unitName = "stage%s-%s".formatted(stage + 2, unit);
              so = (unit == 1 ? halved(so, unitName, half) : kept(so, unitName, half));
              so = so.channelShuffle(2);
            }
          }
          return so.conv2d("conv5", channels[3], 1, c -> c.noBias())
              .batchNorm()
              .relu()
              .globalAveragePool()
              .output(outputs);
        });
  }

  private static int[] shuffled(double width) {
    if (width == 0.5) {
      return new int[] {48, 96, 192, 1024};
    } else if (width == 1) {
      return new int[] {116, 232, 464, 1024};
    } else if (width == 1.5) {
      return new int[] {176, 352, 704, 1024};
    } else if (width == 2) {
      return new int[] {244, 488, 976, 2048};
    }
    throw new IllegalArgumentException(
        "shuffleNetV2: a width of %s, needed 0.5, 1, 1.5 or 2. Try 1.".formatted(width));
  }

  private static NetworkBuilder halved(NetworkBuilder so, String name, int half) {
    return so.branches(
        name,
        concat(),
        b ->
            b.branch(
                    "left",
                    x ->
                        x.depthwise("depthwise", 3, c -> c.stride(2).padding(1).noBias())
                            .batchNorm()
                            .conv2d("conv", half, 1, c -> c.noBias())
                            .batchNorm()
                            .relu())
                .branch("right", x -> worked(x, half, 2)));
  }

  private static NetworkBuilder kept(NetworkBuilder so, String name, int half) {
    return so.branches(
        name,
        concat(),
        b ->
            b.branch("left", x -> x.channels(0, half))
                .branch("right", x -> worked(x.channels(half, 2 * half), half, 1)));
  }

  private static NetworkBuilder worked(NetworkBuilder x, int half, int stride) {
    return x.conv2d("conv1", half, 1, c -> c.noBias())
        .batchNorm()
        .relu()
        .depthwise("depthwise", 3, c -> c.stride(stride).padding(1).noBias())
        .batchNorm()
        .conv2d("conv2", half, 1, c -> c.noBias())
        .batchNorm()
        .relu();
  }
}
