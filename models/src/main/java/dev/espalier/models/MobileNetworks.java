package dev.espalier.models;

import dev.espalier.describe.Network;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.Activation.Kind;
import dev.espalier.describe.layer.image.SqueezeExcitation;
import dev.espalier.describe.layer.norm.BatchNorm;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.Initial.Fan;
import java.util.function.UnaryOperator;

/**
 * Published networks for images on small devices, of depthwise convolutions and squeeze and
 * excitation, as descriptions with the published numbers of parameters, which are for images of
 * three channels and 1,000 classes. Their blocks are {@code block1}, {@code block2}..., in the
 * order of torchvision's modules.
 */
public final class MobileNetworks {
  private static final Initial HE = Initial.scaledNormal(Fan.OUT, Math.sqrt(2));
  private static final Initial NARROW = Initial.normal(0.01);

  /** Kernel, expanded channels, channels, whether squeezed, whether hard swish, stride. */
  private static final int[][] SMALL = {
    {3, 16, 16, 1, 0, 2}, {3, 72, 24, 0, 0, 2}, {3, 88, 24, 0, 0, 1}, {5, 96, 40, 1, 1, 2},
    {5, 240, 40, 1, 1, 1}, {5, 240, 40, 1, 1, 1}, {5, 120, 48, 1, 1, 1}, {5, 144, 48, 1, 1, 1},
    {5, 288, 96, 1, 1, 2}, {5, 576, 96, 1, 1, 1}, {5, 576, 96, 1, 1, 1}
  };

  private static final int[][] LARGE = {
    {3, 16, 16, 0, 0, 1}, {3, 64, 24, 0, 0, 2}, {3, 72, 24, 0, 0, 1}, {5, 72, 40, 1, 0, 2},
    {5, 120, 40, 1, 0, 1}, {5, 120, 40, 1, 0, 1}, {3, 240, 80, 0, 1, 2}, {3, 200, 80, 0, 1, 1},
    {3, 184, 80, 0, 1, 1}, {3, 184, 80, 0, 1, 1}, {3, 480, 112, 1, 1, 1}, {3, 672, 112, 1, 1, 1},
    {5, 672, 160, 1, 1, 2}, {5, 960, 160, 1, 1, 1}, {5, 960, 160, 1, 1, 1}
  };

  /** Expansion, kernel, stride, channels, blocks. */
  private static final int[][] B0 = {
    {1, 3, 1, 16, 1},
    {6, 3, 2, 24, 2},
    {6, 5, 2, 40, 2},
    {6, 3, 2, 80, 3},
    {6, 5, 1, 112, 3},
    {6, 5, 2, 192, 4},
    {6, 3, 1, 320, 1}
  };

  private MobileNetworks() {}

  /**
   * Gives MobileNetV3-Small (arXiv 1905.02244): 2,542,856 parameters.
   *
   * @param input (channels x height x width)
   * @param outputs the number of classes
   */
  public static Network mobileNetV3Small(String name, Dims input, int outputs) {
    return mobileNetV3(name, input, outputs, SMALL, 1024);
  }

  /**
   * Gives MobileNetV3-Large (arXiv 1905.02244): 5,483,032 parameters.
   *
   * @param input (channels x height x width)
   * @param outputs the number of classes
   */
  public static Network mobileNetV3Large(String name, Dims input, int outputs) {
    return mobileNetV3(name, input, outputs, LARGE, 1280);
  }

  private static Network mobileNetV3(
      String name, Dims input, int outputs, int[][] blocks, int wide) {
    UnaryOperator<BatchNorm.Builder> norm = b -> b.epsilon(1e-3).momentum(0.01);
    Activation swish = Activation.of(Kind.HARD_SWISH);
    NetworkBuilder network = normed(start(name, input), "conv1", 16, 3, 2, norm).activation(swish);
    int channels = 16;
    for (int i = 0; i < blocks.length; i++) {
      int[] block = blocks[i];
      Activation activation = block[4] == 1 ? swish : Activation.of(Kind.RELU);
      int squeezed = block[3] == 1 ? divisible(block[1] / 4) : 0;
      SqueezeExcitation gate =
          new SqueezeExcitation(
              Math.max(squeezed, 1),
              Activation.of(Kind.RELU),
              Activation.of(Kind.HARD_SIGMOID),
              HE,
              Initial.zeros());
      Block parts =
          new Block(channels, block[1], block[2], block[0], block[5], activation, norm, 0);
      network = parts.addTo(network, "block" + (i + 1), squeezed > 0 ? n -> n.layer(gate) : n -> n);
      channels = block[2];
    }
    return normed(network, "conv2", 6 * channels, 1, 1, norm)
        .activation(swish)
        .globalAveragePool()
        .dense("fc", wide, d -> d.weight(NARROW).bias(Initial.zeros()))
        .activation(swish)
        .dropout(0.2)
        .output(outputs, d -> d.weight(NARROW).bias(Initial.zeros()))
        .build(name);
  }

  /** Gives the multiple of 8 that is nearest, and not much less. */
  private static int divisible(int value) {
    int nearest = Math.max(8, (value + 4) / 8 * 8);
    return nearest < 0.9 * value ? nearest + 8 : nearest;
  }

  /**
   * Gives EfficientNet-B0 (arXiv 1905.11946): 5,288,548 parameters; whole samples leave out blocks
   * in training, in the last one at a rate of 0.2.
   *
   * @param input (channels x height x width)
   * @param outputs the number of classes
   */
  public static Network efficientNetB0(String name, Dims input, int outputs) {
    Activation silu = Activation.of(Kind.SILU);
    UnaryOperator<BatchNorm.Builder> norm = all -> all;
    NetworkBuilder network = normed(start(name, input), "conv1", 32, 3, 2, norm).activation(silu);
    int channels = 32;
    int count = 0;
    for (int[] stage : B0) {
      for (int i = 0; i < stage[4]; i++) {
        int stride = i == 0 ? stage[2] : 1;
        Block parts =
            new Block(
                channels,
                channels * stage[0],
                stage[3],
                stage[1],
                stride,
                silu,
                norm,
                0.2 * count / 16);
        SqueezeExcitation gate =
            new SqueezeExcitation(
                channels / 4, silu, Activation.of(Kind.SIGMOID), HE, Initial.zeros());
        count++;
        network = parts.addTo(network, "block" + count, n -> n.layer(gate));
        channels = stage[3];
      }
    }
    double limit = 1 / Math.sqrt(outputs < 1 ? 1 : outputs);
    return normed(network, "conv2", 1280, 1, 1, norm)
        .activation(silu)
        .globalAveragePool()
        .dropout(0.2)
        .output(outputs, d -> d.weight(Initial.uniform(limit)).bias(Initial.zeros()))
        .build(name);
  }

  private static NetworkBuilder start(String name, Dims input) {
    Given.all("name", name, "input", input);
    return NetworkBuilder.empty().input(input.toArray());
  }

  private static NetworkBuilder normed(
      NetworkBuilder network,
      String name,
      int filters,
      int kernel,
      int stride,
      UnaryOperator<BatchNorm.Builder> norm) {
    return network
        .conv2d(name, filters, kernel, c -> c.same().stride(stride).noBias().weight(HE))
        .batchNorm(norm);
  }

  /**
   * An inverted residual block.
   *
   * @param from the channels it is given
   * @param wide those of the depthwise convolution
   * @param to those it gives
   * @param rate with which a sample leaves it out in training
   */
  private record Block(
      int from,
      int wide,
      int to,
      int kernel,
      int stride,
      Activation activation,
      UnaryOperator<BatchNorm.Builder> norm,
      double rate) {

    NetworkBuilder addTo(
        NetworkBuilder network, String name, UnaryOperator<NetworkBuilder> squeeze) {
      return stride == 1 && from == to
          ? network.residual(
              name,
              body -> {
                NetworkBuilder all = layers(body, "", squeeze);
                return rate > 0 ? all.stochasticDepth(rate) : all;
              })
          : layers(network, name + "-", squeeze);
    }

    private NetworkBuilder layers(
        NetworkBuilder network, String prefix, UnaryOperator<NetworkBuilder> squeeze) {
      NetworkBuilder expanded =
          wide == from
              ? network
              : normed(network, prefix + "expand", wide, 1, 1, norm).activation(activation);
      NetworkBuilder deep =
          expanded
              .depthwise(
                  prefix + "depthwise", kernel, c -> c.same().stride(stride).noBias().weight(HE))
              .batchNorm(norm)
              .activation(activation);
      return normed(squeeze.apply(deep), prefix + "project", to, 1, 1, norm);
    }
  }
}
