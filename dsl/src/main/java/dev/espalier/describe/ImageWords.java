package dev.espalier.describe;

import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.basic.Dense;
import dev.espalier.describe.layer.basic.Reshape;
import dev.espalier.describe.layer.basic.StochasticDepth;
import dev.espalier.describe.layer.image.AdaptivePool;
import dev.espalier.describe.layer.image.ChannelShuffle;
import dev.espalier.describe.layer.image.ChannelSlice;
import dev.espalier.describe.layer.image.Conv;
import dev.espalier.describe.layer.image.Conv2d;
import dev.espalier.describe.layer.image.ConvTransposed;
import dev.espalier.describe.layer.image.Patches;
import dev.espalier.describe.layer.image.Pool;
import dev.espalier.describe.layer.image.SqueezeExcitation;
import dev.espalier.describe.layer.image.Upsample;
import dev.espalier.describe.layer.image.WindowPool;
import dev.espalier.describe.layer.norm.InstanceNorm;
import dev.espalier.describe.layer.norm.RmsNorm;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Parts;
import java.util.List;
import java.util.function.UnaryOperator;

/** The words for windows along axes, for channels, and for outputs of steps and pixels. */
abstract class ImageWords {

  /** Adds any layer under a name. */
  public abstract NetworkBuilder layer(String name, Layer layer);

  /** Adds any layer under an automatic name. */
  public abstract NetworkBuilder layer(Layer layer);

  /**
   * Takes one of several inputs that lie in one row, in its own shape; the first word of a branch.
   *
   * <pre>{@code
   * Parts parts = Parts.of("picture", 1, 8, 8).and("age", 1);
   * network("both", n -> n.input(parts.dims()).branches("sides", concat(), b -> b
   *     .branch("seen", x -> x.part(parts, "picture").conv2d("c", 8, 3).relu().flatten())
   *     .branch("told", x -> x.part(parts, "age").dense("d", 8).relu())).output(3))
   * }</pre>
   *
   * @throws IllegalArgumentException if there is no part of the name
   */
  public NetworkBuilder part(Parts parts, String name) {
    Given.all("parts", parts, "name", name);
    Parts.Part part = parts.part(name);
    NetworkBuilder values = layer(new ChannelSlice(part.from(), part.to()));
    return part.dims().rank() == 1 ? values : values.layer(new Reshape(part.dims()));
  }

  /**
   * Adds the layer named {@code output} for several outputs side by side, each a fully connected
   * one without activation. Outputs after layers of their own are joined in their order: {@code
   * branches(Network.OUTPUT, concat(), ...)}.
   */
  public NetworkBuilder output(Parts parts) {
    Given.all("parts", parts);
    return layer(Network.OUTPUT, Dense.of(Math.toIntExact(parts.dims().count())));
  }

  /**
   * Adds the layer named {@code output} for a sequence with a label at each step: fully connected,
   * the same at every step, (steps x features) to (steps x units).
   *
   * @param units the number of classes, or of values a step
   */
  public NetworkBuilder outputEachStep(int units) {
    return layer(Network.OUTPUT, Dense.of(units, Dense.Builder::eachStep));
  }

  /**
   * Adds the layer named {@code output} for a picture with a label at each pixel: a convolution
   * with a kernel of 1, (channels x height x width) to (units x height x width).
   *
   * @param units the number of classes, or of values a pixel
   */
  public NetworkBuilder outputEachPixel(int units) {
    return layer(Network.OUTPUT, Conv2d.of(units, 1));
  }

  /** Adds a convolution over the steps of a sequence, (steps x features) to (steps' x filters). */
  public NetworkBuilder conv1d(String name, int filters, int kernel) {
    return conv1d(name, filters, kernel, all -> all);
  }

  /** Adds a convolution over the steps of a sequence, with settings such as {@code causal()}. */
  public NetworkBuilder conv1d(
      String name, int filters, int kernel, UnaryOperator<Conv.Builder> settings) {
    return layer(name, Conv.of(filters, List.of(kernel), settings));
  }

  /** Adds a convolution over images with a kernel of this height and width. */
  public NetworkBuilder conv2d(String name, int filters, int height, int width) {
    return conv2d(name, filters, height, width, all -> all);
  }

  /**
   * Adds a convolution over images with a kernel of this height and width, whose settings may
   * differ from side to side.
   */
  public NetworkBuilder conv2d(
      String name, int filters, int height, int width, UnaryOperator<Conv.Builder> settings) {
    return layer(name, Conv.of(filters, List.of(height, width), settings));
  }

  /** Adds a convolution over volumes, (channels x depth x height x width), with settings. */
  public NetworkBuilder conv3d(
      String name, int filters, int kernel, UnaryOperator<Conv.Builder> settings) {
    return layer(name, Conv.of(filters, List.of(kernel, kernel, kernel), settings));
  }

  /** Adds a convolution of each channel of an image by itself. */
  public NetworkBuilder depthwise(String name, int kernel) {
    return depthwise(name, kernel, all -> all);
  }

  /** Adds a convolution of each channel of an image by itself, with settings. */
  public NetworkBuilder depthwise(String name, int kernel, UnaryOperator<Conv.Builder> settings) {
    return layer(name, Conv.depthwise(List.of(kernel, kernel), settings));
  }

  /**
   * Adds a depthwise separable convolution: one of each channel without bias, named {@code
   * NAME-depthwise}, then one of a single point, named {@code NAME} (arXiv 1610.02357).
   *
   * @param settings of the first of the two, such as {@code c -> c.same().stride(2)}
   */
  public NetworkBuilder separable(
      String name, int filters, int kernel, UnaryOperator<Conv.Builder> settings) {
    return depthwise(name + "-depthwise", kernel, c -> settings.apply(c.noBias()))
        .conv2d(name, filters, 1);
  }

  /** Adds a transposed convolution over the steps of a sequence, with settings. */
  public NetworkBuilder convTranspose1d(
      String name, int filters, int kernel, UnaryOperator<ConvTransposed.Builder> settings) {
    return layer(name, ConvTransposed.of(filters, List.of(kernel), settings));
  }

  /** Adds a transposed convolution over images, such as one that doubles them by stride 2. */
  public NetworkBuilder convTranspose2d(
      String name, int filters, int kernel, UnaryOperator<ConvTransposed.Builder> settings) {
    return layer(name, ConvTransposed.of(filters, List.of(kernel, kernel), settings));
  }

  /** Adds a transposed convolution over volumes, with settings. */
  public NetworkBuilder convTranspose3d(
      String name, int filters, int kernel, UnaryOperator<ConvTransposed.Builder> settings) {
    return layer(name, ConvTransposed.of(filters, List.of(kernel, kernel, kernel), settings));
  }

  /** Makes an image steps: squares of a size, each of which becomes so many values. */
  public NetworkBuilder patches(String name, int units, int size) {
    return layer(name, Patches.of(units, size));
  }

  /** Adds the largest value of windows of this height and width, with settings. */
  public NetworkBuilder maxPool(int height, int width, UnaryOperator<WindowPool.Builder> settings) {
    return layer(WindowPool.max(List.of(height, width), settings));
  }

  /** Adds the mean of windows of this height and width, with settings. */
  public NetworkBuilder averagePool(
      int height, int width, UnaryOperator<WindowPool.Builder> settings) {
    return layer(WindowPool.average(List.of(height, width), settings));
  }

  /** Adds the largest value of windows of steps, with settings. */
  public NetworkBuilder maxPool1d(int size, UnaryOperator<WindowPool.Builder> settings) {
    return layer(WindowPool.max(List.of(size), settings));
  }

  /** Adds the mean of windows of steps, with settings. */
  public NetworkBuilder averagePool1d(int size, UnaryOperator<WindowPool.Builder> settings) {
    return layer(WindowPool.average(List.of(size), settings));
  }

  /** Adds the largest value of windows of a volume, with settings. */
  public NetworkBuilder maxPool3d(int size, UnaryOperator<WindowPool.Builder> settings) {
    return layer(WindowPool.max(List.of(size, size, size), settings));
  }

  /** Adds the mean of windows of a volume, with settings. */
  public NetworkBuilder averagePool3d(int size, UnaryOperator<WindowPool.Builder> settings) {
    return layer(WindowPool.average(List.of(size, size, size), settings));
  }

  /** Adds the means of a grid's parts, whatever the image's size. */
  public NetworkBuilder adaptiveAveragePool(int rows, int columns) {
    return layer(new AdaptivePool(Pool.Kind.AVERAGE, rows, columns));
  }

  /** Adds the largest values of a grid's parts, whatever the image's size. */
  public NetworkBuilder adaptiveMaxPool(int rows, int columns) {
    return layer(new AdaptivePool(Pool.Kind.MAX, rows, columns));
  }

  /** Makes images so many times larger by repeating each point. */
  public NetworkBuilder upsample(int factor) {
    return upsample(factor, Upsample.Mode.NEAREST);
  }

  /** Makes images so many times larger. */
  public NetworkBuilder upsample(int factor, Upsample.Mode mode) {
    return layer(new Upsample(mode, factor));
  }

  /** Multiplies each channel by a gate of all channels' means, by way of so many units. */
  public NetworkBuilder squeezeExcitation(int units) {
    return layer(SqueezeExcitation.of(units));
  }

  /** Lets channels of so many groups take turns, so that the next groups see all of them. */
  public NetworkBuilder channelShuffle(int groups) {
    return layer(new ChannelShuffle(groups));
  }

  /** Keeps the channels from one on, from 0, up to but without another. */
  public NetworkBuilder channels(int from, int to) {
    return layer(new ChannelSlice(from, to));
  }

  /** Adds normalisation of each channel of each sample. */
  public NetworkBuilder instanceNorm() {
    return layer(InstanceNorm.standard());
  }

  /** Adds normalisation of each channel of each sample, with settings. */
  public NetworkBuilder instanceNorm(UnaryOperator<InstanceNorm.Builder> settings) {
    return layer(InstanceNorm.standard(settings));
  }

  /** Adds normalisation by the root mean square over the last axis. */
  public NetworkBuilder rmsNorm() {
    return layer(RmsNorm.standard());
  }

  /** Adds normalisation by the root mean square over the last axis, with settings. */
  public NetworkBuilder rmsNorm(UnaryOperator<RmsNorm.Builder> settings) {
    return layer(RmsNorm.standard(settings));
  }

  /** Drops whole samples in training, at the end of a residual's body. */
  public NetworkBuilder stochasticDepth(double rate) {
    return layer(new StochasticDepth(rate));
  }
}
