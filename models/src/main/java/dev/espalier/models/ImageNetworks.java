package dev.espalier.models;

import dev.espalier.describe.Network;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.layer.norm.BatchNorm;
import dev.espalier.describe.layer.sequence.ClassToken;
import dev.espalier.describe.layer.sequence.Positions;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.Initial.Fan;
import java.util.List;

/**
 * Published networks for images, as descriptions with the published numbers of parameters. The
 * layers of those of convolutions stand in the order of torchvision's modules, so that its weights
 * fit them by {@code inOrder()}.
 */
public final class ImageNetworks {
  private static final Initial HE = Initial.scaledNormal(Fan.OUT, Math.sqrt(2));
  private static final int LENET_SIZE = 32;

  private ImageNetworks() {}

  /**
   * Gives LeNet-5 with full connections (LeCun and others 1998): 61,706 parameters for 10 classes
   * of one channel. Its layers are conv1, conv2, fc1, fc2 and output, with tanh and means.
   *
   * @param input (channels x 32 x 32), or (channels x 28 x 28), around which 2 zeros are put
   * @param outputs the number of classes
   */
  public static Network lenet5(String name, Dims input, int outputs) {
    Given.all("name", name, "input", input);
    boolean isSmall = input.rank() == 3 && input.size(1) == LENET_SIZE - 4;
    if (input.rank() != 3
        || input.size(1) != input.size(2)
        || !(isSmall || input.size(1) == LENET_SIZE)) {
      throw new IllegalArgumentException(
          "lenet5: found an input of %s, needed (channels x 32 x 32) or (channels x 28 x 28). Try Networks.lenet(...)."
              .formatted(input));
    }
    return start(input)
        .conv2d("conv1", 6, 5, c -> c.padding(isSmall ? 2 : 0))
        .tanh()
        .averagePool(2)
        .conv2d("conv2", 16, 5)
        .tanh()
        .averagePool(2)
        .flatten()
        .dense("fc1", 120)
        .tanh()
        .dense("fc2", 84)
        .tanh()
        .output(outputs)
        .build(name);
  }

  /**
   * Gives VGG-11, configuration A (arXiv 1409.1556): 132,863,336 parameters for 1,000 classes.
   *
   * @param input (channels x height x width), at least 32 each way
   * @param outputs the number of classes
   */
  public static Network vgg11(String name, Dims input, int outputs) {
    return vgg(name, input, outputs, List.of(1, 1, 2, 2, 2));
  }

  /**
   * Gives VGG-16, configuration D (arXiv 1409.1556): 138,357,544 parameters for 1,000 classes.
   *
   * @param input (channels x height x width), at least 32 each way
   * @param outputs the number of classes
   */
  public static Network vgg16(String name, Dims input, int outputs) {
    return vgg(name, input, outputs, List.of(2, 2, 3, 3, 3));
  }

  private static Network vgg(String name, Dims input, int outputs, List<Integer> stages) {
    return start(input)
        .repeat(
            stages.size(),
            (stage, n) ->
                n.repeat(
                        stages.get(stage - 1),
                        (i, m) ->
                            m.conv2d(
                                    "conv%s-%s".formatted(stage, i),
                                    Math.min(32 << stage, 512),
                                    3,
                                    c -> c.same().weight(HE).bias(Initial.zeros()))
                                .relu())
                    .maxPool(2))
        .adaptiveAveragePool(7, 7)
        .flatten()
        .repeat(
            2,
            (i, n) ->
                n.dense("fc" + i, 4096, d -> d.weight(Initial.normal(0.01)).bias(Initial.zeros()))
                    .relu()
                    .dropout(0.5))
        .output(outputs, d -> d.weight(Initial.normal(0.01)).bias(Initial.zeros()))
        .build(name);
  }

  /**
   * Gives ResNet-18 (arXiv 1512.03385): 11,689,512 parameters for 1,000 classes; its blocks are
   * {@code layer1-0}, {@code layer1-1}, {@code layer2-0}...
   *
   * @param input (channels x height x width)
   * @param outputs the number of classes
   */
  public static Network resnet18(String name, Dims input, int outputs) {
    return resnet(name, input, outputs, 1, List.of(2, 2, 2, 2));
  }

  /**
   * Gives ResNet-34 (arXiv 1512.03385): 21,797,672 parameters for 1,000 classes.
   *
   * @param input (channels x height x width)
   * @param outputs the number of classes
   */
  public static Network resnet34(String name, Dims input, int outputs) {
    return resnet(name, input, outputs, 1, List.of(3, 4, 6, 3));
  }

  /**
   * Gives ResNet-50, whose blocks halve the image in their 3 x 3 convolution (arXiv 1512.03385,
   * version 1.5): 25,557,032 parameters for 1,000 classes.
   *
   * @param input (channels x height x width)
   * @param outputs the number of classes
   */
  public static Network resnet50(String name, Dims input, int outputs) {
    return resnet(name, input, outputs, 4, List.of(3, 4, 6, 3));
  }

  /**
   * Gives ResNet-101 (arXiv 1512.03385, version 1.5): 44,549,160 parameters for 1,000 classes.
   *
   * @param input (channels x height x width)
   * @param outputs the number of classes
   */
  public static Network resnet101(String name, Dims input, int outputs) {
    return resnet(name, input, outputs, 4, List.of(3, 4, 23, 3));
  }

  private static Network resnet(
      String name, Dims input, int outputs, int widening, List<Integer> stages) {
    NetworkBuilder network =
        start(input)
            .conv2d("conv1", 64, 7, c -> c.stride(2).padding(3).noBias().weight(HE))
            .layer("bn1", BatchNorm.standard())
            .relu()
            .maxPool(3, p -> p.stride(2).padding(1));
    long channels = 64;
    for (int stage = 1; stage <= stages.size(); stage++) {
      int filters = 32 << stage;
      for (int block = 0; block < stages.get(stage - 1); block++) {
        int stride = block == 0 && stage > 1 ? 2 : 1;
        boolean isSame = stride == 1 && channels == (long) filters * widening;
        network =
            block(network, "layer%s-%s".formatted(stage, block), filters, widening, stride, isSame);
        channels = (long) filters * widening;
      }
    }
    return network.globalAveragePool().output(outputs).build(name);
  }

  private static NetworkBuilder block(
      NetworkBuilder network, String name, int filters, int widening, int stride, boolean isSame) {
    int outputs = filters * widening;
    NetworkBuilder longer =
        isSame
            ? network.residual(name, body -> body(body, filters, widening, stride))
            : network.residual(
                name,
                body -> body(body, filters, widening, stride),
                around -> normed(around, "downsample", outputs, 1, stride));
    return longer.relu();
  }

  private static NetworkBuilder body(NetworkBuilder body, int filters, int widening, int stride) {
    if (widening == 1) {
      NetworkBuilder first = normed(body, "conv1", filters, 3, stride).relu();
      return normed(first, "conv2", filters, 3, 1);
    }
    NetworkBuilder first = normed(body, "conv1", filters, 1, 1).relu();
    NetworkBuilder second = normed(first, "conv2", filters, 3, stride).relu();
    return normed(second, "conv3", filters * widening, 1, 1);
  }

  private static NetworkBuilder normed(
      NetworkBuilder network, String name, int filters, int kernel, int stride) {
    return network
        .conv2d(name, filters, kernel, c -> c.same().stride(stride).noBias().weight(HE))
        .batchNorm();
  }

  /**
   * Gives MobileNetV2 (arXiv 1801.04381): 3,504,872 parameters for 1,000 classes of images of three
   * channels. Its blocks are {@code block1} to {@code block17}.
   *
   * @param input (channels x height x width)
   * @param outputs the number of classes
   */
  public static Network mobileNetV2(String name, Dims input, int outputs) {
    int[][] stages = {
      {1, 16, 1, 1},
      {6, 24, 2, 2},
      {6, 32, 3, 2},
      {6, 64, 4, 2},
      {6, 96, 3, 1},
      {6, 160, 3, 2},
      {6, 320, 1, 1}
    };
    NetworkBuilder network = normed(start(input), "conv1", 32, 3, 2).relu6();
    int channels = 32;
    int block = 0;
    for (int[] stage : stages) {
      for (int i = 0; i < stage[2]; i++) {
        block++;
        int from = channels;
        int stride = i == 0 ? stage[3] : 1;
        network =
            stride == 1 && from == stage[1]
                ? network.residual(
                    "block" + block, body -> inverted(body, "", from, stage[0], stage[1], 1))
                : inverted(network, "block" + block + "-", from, stage[0], stage[1], stride);
        channels = stage[1];
      }
    }
    return normed(network, "conv2", 1280, 1, 1)
        .relu6()
        .globalAveragePool()
        .dropout(0.2)
        .output(outputs, d -> d.weight(Initial.normal(0.01)).bias(Initial.zeros()))
        .build(name);
  }

  private static NetworkBuilder inverted(
      NetworkBuilder network, String prefix, int from, int expansion, int to, int stride) {
    NetworkBuilder wide =
        expansion == 1
            ? network
            : normed(network, prefix + "expand", from * expansion, 1, 1).relu6();
    NetworkBuilder deep =
        wide.depthwise(prefix + "depthwise", 3, c -> c.same().stride(stride).noBias().weight(HE))
            .batchNorm()
            .relu6();
    return normed(deep, prefix + "project", to, 1, 1);
  }

  /**
   * Gives a vision transformer (arXiv 2010.11929): {@code patches}, a class token, learned {@code
   * places}, the blocks of a transformer, {@code encoder}, and an output of the token. Of 16 x 16
   * in 224 x 224, with 12 blocks and 1,000 classes, {@code (192, 3)} is ViT-Tiny with 5,717,416
   * parameters, {@code (384, 6)} ViT-Small with 22,050,664 and {@code (768, 12)} ViT-B/16 with
   * 86,567,656.
   *
   * @param input (channels x height x width)
   * @param outputs the number of classes
   * @param patch the height and width of a patch, a divisor of the image's
   * @param blocks how many blocks
   * @param units how many values a step has, a multiple of the heads
   * @param heads how many heads each block has
   */
  public static Network vit(
      String name, Dims input, int outputs, int patch, int blocks, int units, int heads) {
    Initial start = Initial.truncatedNormal(0.02);
    return start(input)
        .patches("patches", units, patch)
        .layer("token", new ClassToken(Initial.zeros()))
        .layer("places", Positions.standard(p -> p.learned(Initial.normal(0.02))))
        .transformer("encoder", blocks, t -> t.heads(heads).feedForward(4 * units).epsilon(1e-6))
        .first()
        .output(outputs, d -> d.weight(start).bias(Initial.zeros()))
        .build(name);
  }

  private static NetworkBuilder start(Dims input) {
    Given.all("input", input);
    return NetworkBuilder.empty().input(input.toArray());
  }
}
