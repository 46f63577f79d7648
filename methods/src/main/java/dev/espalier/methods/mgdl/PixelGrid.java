package dev.espalier.methods.mgdl;

import dev.espalier.data.rows.Rows;
import dev.espalier.describe.value.Dims;
import dev.espalier.report.Rgb;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Samples that lie on the pixels of a picture. */
final class PixelGrid {
  private static final int GREY = 0x808080;

  private final int width;
  private final int height;
  private final int[] places;

  /** Takes over the pixel of each sample, counted row by row. */
  private PixelGrid(int width, int height, int[] places) {
    this.width = width;
    this.height = height;
    this.places = places;
  }

  /**
   * Finds the grid of inputs (2), across and down; empty if they have another shape, or fill less
   * than half of the grid that their coordinates span.
   */
  static Optional<PixelGrid> of(Rows inputs) {
    if (!inputs.dims().equals(Dims.of(2))) {
      return Optional.empty();
    }
    double[] values = inputs.doubles(0, inputs.size());
    double[] across = coordinates(values, 0);
    double[] down = coordinates(values, 1);
    boolean sparse = (long) across.length * down.length > 2L * inputs.size();
    if (sparse || across.length < 2 || down.length < 2) {
      return Optional.empty();
    }
    int[] places =
        IntStream.range(0, inputs.size())
            .map(
                row ->
                    Arrays.binarySearch(down, values[2 * row + 1]) * across.length
                        + Arrays.binarySearch(across, values[2 * row]))
            .toArray();
    return Optional.of(new PixelGrid(across.length, down.length, places));
  }

  private static double[] coordinates(double[] values, int axis) {
    return IntStream.range(0, values.length / 2)
        .mapToDouble(row -> values[2 * row + axis])
        .sorted()
        .distinct()
        .toArray();
  }

  /**
   * Draws values of one or three channels; pixels without a sample stay grey.
   *
   * @param brightness gives that of a value by its index, from 0 to 1; beyond is cut off
   */
  BufferedImage image(int channels, IntToDoubleFunction brightness) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] grey = new int[width * height];
    Arrays.fill(grey, GREY);
    image.setRGB(0, 0, width, height, grey, 0, width);
    for (int row = 0; row < places.length; row++) {
      int first = row * channels;
      int color =
          Rgb.of(channel -> brightness.applyAsDouble(first + Math.min(channel, channels - 1)));
      image.setRGB(places[row] % width, places[row] / width, color);
    }
    return image;
  }
}
