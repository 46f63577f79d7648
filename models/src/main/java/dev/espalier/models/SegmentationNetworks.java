package dev.espalier.models;

import static dev.espalier.Espalier.concat;
import static dev.espalier.Espalier.network;

import dev.espalier.describe.Network;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;

/** Networks that say a class for each pixel of a picture, as descriptions. */
public final class SegmentationNetworks {
  private static final int MOST_HALVINGS = 8;

  private SegmentationNetworks() {}

  /**
   * Gives U-Net (arXiv 1505.04597) with padding, so that the output has the input's height and
   * width, and with biases and no norms as published. With 64 filters, 4 halvings, one channel and
   * two classes it has 31,030,658 parameters.
   *
   * <p>Taps: {@code down1}, {@code skip1.deep.down2} and so on to the bottom, then {@code
   * skip1.deep.up2} and so on to {@code up1}; see {@link #path}.
   *
   * @param input (channels x height x width), both sides multiples of 2 to the power of halvings
   * @param outputs the number of classes
   * @param filters the channels of the first two convolutions; each halving doubles them
   * @param halvings how often height and width are halved, from 1 to 8
   */
  public static Network unet(String name, Dims input, int outputs, int filters, int halvings) {
    return unet(name, input, outputs, filters, halvings, false);
  }

  /**
   * Gives U-Net with batch norm after each convolution, as it is mostly trained today. With 64
   * filters, 4 halvings, three channels and two classes it has 31,037,698 parameters.
   *
   * @param input (channels x height x width), both sides multiples of 2 to the power of halvings
   * @param outputs the number of classes
   * @param filters the channels of the first two convolutions; each halving doubles them
   * @param halvings how often height and width are halved, from 1 to 8
   */
  public static Network unetWithBatchNorm(
      String name, Dims input, int outputs, int filters, int halvings) {
    return unet(name, input, outputs, filters, halvings, true);
  }

  /**
   * Gives the path of a U-Net's pair of convolutions, such as {@code skip1.deep.down2}.
   *
   * @param way {@code down} or {@code up}
   * @param level from 1, the input's height and width
   */
  public static String path(String way, int level) {
    Given.all("way", way);
    StringBuilder path = new StringBuilder();
    for (int above = 1; above < level; above++) {
      path.append("skip").append(above).append(".deep.");
    }
    return path.append(way).append(level).toString();
  }

  private static Network unet(
      String name, Dims input, int outputs, int filters, int halvings, boolean norms) {
    Given.all("name", name, "input", input);
    if (halvings < 1 || halvings > MOST_HALVINGS) {
      throw new IllegalArgumentException(
          "unet: found %s halvings, needed 1 to %s. Try 4.".formatted(halvings, MOST_HALVINGS));
    }
    int multiple = 1 << halvings;
    if (input.rank() != 3 || input.size(1) % multiple != 0 || input.size(2) % multiple != 0) {
      throw new IllegalArgumentException(
          "unet: an input of %s, needed (channels x height x width), both sides multiples of %s for %s halvings. Try (1, %s, %s)."
              .formatted(input, multiple, halvings, 16 * multiple, 16 * multiple));
    }
    return network(
        name, n -> level(n.input(input), 1, filters, halvings, norms).outputEachPixel(outputs));
  }

  /** Adds the way down from a level and up to it again. */
  private static NetworkBuilder level(
      NetworkBuilder so, int level, int filters, int halvings, boolean norms) {
    NetworkBuilder down = so.sequential("down" + level, two -> convolutions(two, filters, norms));
    if (level > halvings) {
      return down;
    }
    return down.branches(
            "skip" + level,
            concat(),
            b ->
                b.branch("kept", x -> x)
                    .branch(
                        "deep",
                        x ->
                            level(x.maxPool(2), level + 1, 2 * filters, halvings, norms)
                                .convTranspose2d("grow" + level, filters, 2, c -> c.stride(2))))
        .sequential("up" + level, two -> convolutions(two, filters, norms));
  }

  private static NetworkBuilder convolutions(NetworkBuilder so, int filters, boolean norms) {
    return norms
        ? so.conv2d("conv1", filters, 3, c -> c.same().noBias())
            .batchNorm()
            .relu()
            .conv2d("conv2", filters, 3, c -> c.same().noBias())
            .batchNorm()
            .relu()
        : so.conv2d("conv1", filters, 3, c -> c.same())
            .relu()
            .conv2d("conv2", filters, 3, c -> c.same())
            .relu();
  }
}
