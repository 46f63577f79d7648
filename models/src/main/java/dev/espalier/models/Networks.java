package dev.espalier.models;

import dev.espalier.describe.Network;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.norm.BatchNorm;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Ready descriptions of single networks; their hidden layers are named {@code h1}, {@code h2}...
 */
public final class Networks {
  private static final int MOST_BLOCKS = 3_000;
  private static final int MOST_DOUBLINGS = 16;

  private Networks() {}

  /**
   * Gives fully connected layers {@code h1}, {@code h2}... and an output; an input of several axes
   * is flattened.
   *
   * @param input the shape of one sample
   * @param outputs the number of classes or values
   * @param activation the function after each hidden layer
   * @param widths the units of each hidden layer, at least one
   */
  public static Network mlp(
      String name, Dims input, int outputs, Activation activation, int... widths) {
    Given.all("input", input, "widths", widths);
    requireHidden("mlp", widths);
    NetworkBuilder start = start(input);
    NetworkBuilder flat = input.rank() == 1 ? start : start.flatten();
    return flat.repeat(
            widths.length, (i, n) -> n.dense("h" + i, widths[i - 1]).activation(activation))
        .output(outputs)
        .build(name);
  }

  /**
   * Gives a SIREN (arXiv 2006.09661): layers {@code h1}, {@code h2}... of sines of a frequency, and
   * an output, whose weights start so that each layer's values are spread alike: the first layer's
   * within {@code 1/inputs}, the others' within {@code sqrt(6/units)/frequency}.
   *
   * @param inputs the coordinates of a point, which lie in [-1, 1]
   * @param outputs the number of values
   * @param frequency of all sines, above 0; 30 in the paper
   * @param widths the units of each hidden layer, at least one
   */
  public static Network siren(
      String name, int inputs, int outputs, double frequency, int... widths) {
    Given.all("name", name, "widths", widths);
    requireHidden("siren", widths);
    if (!(frequency > 0 && frequency <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "siren: found a frequency of %s, needed one above 0. Try 30.".formatted(frequency));
    }
    Initial others = Initial.scaledUniform(Initial.Fan.IN, Math.sqrt(2) / frequency);
    return start(Dims.of(inputs))
        .repeat(
            widths.length,
            (i, n) ->
                n.dense(
                        "h" + i,
                        widths[i - 1],
                        d -> d.weight(i == 1 ? Initial.uniform(1.0 / inputs) : others))
                    .sine(frequency))
        .output(outputs, d -> d.weight(others))
        .build(name);
  }

  /**
   * Gives 3 x 3 convolutions {@code h1}, {@code h2}... that keep the size, the image being halved
   * after the first, and an output.
   *
   * @param input (channels x height x width), at least 2 pixels each way
   * @param outputs the number of classes or values
   * @param activation the function after each convolution
   * @param filters the channels of each convolution, at least one
   */
  public static Network cnn(
      String name, Dims input, int outputs, Activation activation, int... filters) {
    Given.all("input", input, "filters", filters);
    requireHidden("cnn", filters);
    return start(input)
        .repeat(
            filters.length,
            (i, n) -> {
              NetworkBuilder longer =
                  n.conv2d("h" + i, filters[i - 1], 3, c -> c.same()).activation(activation);
              return i == 1 ? longer.maxPool(2) : longer;
            })
        .flatten()
        .output(outputs)
        .build(name);
  }

  /**
   * Gives long short-term memories {@code h1}, {@code h2}... over a sequence, and an output from
   * the last step; an image of one channel is read row by row.
   *
   * @param input (steps x features) or (1 x height x width)
   * @param outputs the number of classes or values
   * @param units the units of each layer, at least one
   */
  public static Network lstm(String name, Dims input, int outputs, int... units) {
    Given.all("input", input, "units", units);
    requireHidden("lstm", units);
    NetworkBuilder start = start(input);
    NetworkBuilder sequence =
        input.rank() == 3 ? start.reshape(input.size(1), input.size(2)) : start;
    return sequence
        .repeat(units.length, (i, n) -> n.lstm("h" + i, units[i - 1]))
        .last()
        .output(outputs)
        .build(name);
  }

  /**
   * Gives a temporal convolutional network (arXiv 1803.01271) and an output from its last step:
   * residual blocks {@code h1}, {@code h2}... of two causal convolutions with relu, whose dilation
   * doubles from block to block, so that {@code k} blocks see {@code 2 (kernel - 1) (2^k - 1) + 1}
   * steps.
   *
   * @param input (steps x features)
   * @param outputs the number of classes or values
   * @param kernel how many steps a convolution sees
   * @param filters the values of a step in each block, at least one
   */
  public static Network tcn(String name, Dims input, int outputs, int kernel, int... filters) {
    Given.all("name", name, "input", input, "filters", filters);
    requireHidden("tcn", filters);
    if (input.rank() != 2 || filters.length > MOST_DOUBLINGS) {
      throw new IllegalArgumentException(
          "tcn: found %s blocks over %s, needed at most %s over (steps x features). Try reshape(...) or fewer."
              .formatted(filters.length, input, MOST_DOUBLINGS));
    }
    NetworkBuilder network = start(input);
    for (int i = 1; i <= filters.length; i++) {
      int width = filters[i - 1];
      int dilation = 1 << (i - 1);
      long before = i == 1 ? input.size(1) : filters[i - 2];
      UnaryOperator<NetworkBuilder> body =
          n ->
              n.conv1d("conv1", width, kernel, c -> c.causal().dilation(dilation))
                  .relu()
                  .conv1d("conv2", width, kernel, c -> c.causal().dilation(dilation))
                  .relu();
      network =
          (before == width
                  ? network.residual("h" + i, body)
                  : network.residual("h" + i, body, n -> n.conv1d("conv", width, 1)))
              .relu();
    }
    return network.last().output(outputs).build(name);
  }

  /**
   * Gives a small convolutional network in the manner of LeNet-5 (LeCun and others 1998), with
   * batch norm and relu: 5 x 5 convolutions of 6 and 16 channels, each halving the image, then
   * dense layers of 120 and 84.
   *
   * @param input (channels x height x width), at least 4 pixels each way
   * @param outputs the number of classes
   */
  public static Network lenet(String name, Dims input, int outputs) {
    Given.all("input", input);
    return start(input)
        .conv2d("conv1", 6, 5, c -> c.same().noBias())
        .layer("h1", BatchNorm.standard())
        .relu()
        .maxPool(2)
        .conv2d("conv2", 16, 5, c -> c.same().noBias())
        .layer("h2", BatchNorm.standard())
        .relu()
        .maxPool(2)
        .flatten()
        .dense("h3", 120)
        .relu()
        .dense("h4", 84)
        .relu()
        .output(outputs)
        .build(name);
  }

  /**
   * Gives a residual network for small images (arXiv 1512.03385, section 4.2), of three stages with
   * 16, 32 and 64 channels: {@code 6 blocks + 2} layers deep, so 3 blocks give ResNet-20.
   *
   * @param input (channels x height x width)
   * @param outputs the number of classes
   * @param blocks the residual blocks of each stage
   */
  public static Network resnet(String name, Dims input, int outputs, int blocks) {
    Given.all("input", input);
    return resnet(name, input, outputs, blocks, 16, 32, 64);
  }

  /**
   * Gives a residual network with other stages; every stage after the first halves the image.
   *
   * @param input (channels x height x width)
   * @param outputs the number of classes
   * @param blocks the residual blocks of each stage, at least 1; in all stages at most 3,000
   * @param filters the channels of each stage
   */
  public static Network resnet(String name, Dims input, int outputs, int blocks, int... filters) {
    Given.all("input", input, "filters", filters);
    if (blocks < 1 || filters.length == 0 || (long) blocks * filters.length > MOST_BLOCKS) {
      throw new IllegalArgumentException(
          "resnet: found %s blocks of channels %s, needed at least 1 of each and at most %s in all. Try resnet(..., 1)."
              .formatted(blocks, Shown.of(Arrays.toString(filters)), MOST_BLOCKS));
    }
    return start(input)
        .conv2d("conv1", filters[0], 3, c -> c.same().noBias())
        .layer("h1", BatchNorm.standard())
        .relu()
        .repeat(
            filters.length,
            (stage, n) ->
                n.repeat(
                    blocks,
                    (block, m) ->
                        block == 1 && stage > 1
                            ? halvingBlock(m, "block" + stage + "-" + block, filters[stage - 1])
                            : block(m, "block" + stage + "-" + block, filters[stage - 1])))
        .globalAveragePool()
        .output(outputs)
        .build(name);
  }

  /**
   * Gives a wide residual network for small images (arXiv 1605.07146), of three stages with 16, 32
   * and 64 channels times a width, batch norm and relu standing before the convolutions: 691,674
   * parameters for depth 16, width 2 and 10 classes of images of three channels.
   *
   * @param input (channels x height x width)
   * @param outputs the number of classes
   * @param depth the number of convolutions, 4 more than a multiple of 6
   * @param width how many times as many channels as a plain one, at least 1
   */
  public static Network wideResnet(String name, Dims input, int outputs, int depth, int width) {
    Given.all("name", name, "input", input);
    int blocks = (depth - 4) / 6;
    if (width < 1 || blocks < 1 || blocks > MOST_BLOCKS / 3 || depth != 6 * blocks + 4) {
      throw new IllegalArgumentException(
          "wideResnet: found depth %s and width %s, needed 4 more than a multiple of 6, and at least 1. Try 16 and 2."
              .formatted(depth, width));
    }
    NetworkBuilder network = start(input).conv2d("conv1", 16, 3, c -> c.same().noBias());
    int channels = 16;
    for (int stage = 1; stage <= 3; stage++) {
      int filters = Math.multiplyExact(8 << stage, width);
      for (int block = 1; block <= blocks; block++) {
        String place = "block%s-%s".formatted(stage, block);
        int stride = stage > 1 && block == 1 ? 2 : 1;
        network =
            channels == filters && stride == 1
                ? network.residual(place, n -> wide(n.batchNorm().relu(), filters, 1))
                : network
                    .batchNorm()
                    .relu()
                    .residual(
                        place,
                        n -> wide(n, filters, stride),
                        n -> n.conv2d(filters, 1, c -> c.stride(stride).noBias()));
        channels = filters;
      }
    }
    return network.batchNorm().relu().globalAveragePool().output(outputs).build(name);
  }

  private static NetworkBuilder wide(NetworkBuilder body, int filters, int stride) {
    return body.conv2d(filters, 3, c -> c.same().stride(stride).noBias())
        .batchNorm()
        .relu()
        .conv2d(filters, 3, c -> c.same().noBias());
  }

  private static NetworkBuilder block(NetworkBuilder n, String name, int filters) {
    return n.residual(name, body -> convolutions(body, filters, 1)).relu();
  }

  private static NetworkBuilder halvingBlock(NetworkBuilder n, String name, int filters) {
    return n.residual(
            name,
            body -> convolutions(body, filters, 2),
            around -> around.conv2d(filters, 1, c -> c.stride(2).noBias()).batchNorm())
        .relu();
  }

  private static NetworkBuilder convolutions(NetworkBuilder body, int filters, int stride) {
    return body.conv2d(filters, 3, c -> c.same().stride(stride).noBias())
        .batchNorm()
        .relu()
        .conv2d(filters, 3, c -> c.same().noBias())
        .batchNorm();
  }

  private static void requireHidden(String network, int... sizes) {
    if (sizes.length == 0) {
      throw new IllegalArgumentException(
          "%s: found no hidden layer, needed at least 1. Try %s(..., 32)."
              .formatted(network, network));
    }
  }

  private static NetworkBuilder start(Dims input) {
    return NetworkBuilder.empty().input(input.toArray());
  }
}
