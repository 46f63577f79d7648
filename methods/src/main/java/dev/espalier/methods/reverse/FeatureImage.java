package dev.espalier.methods.reverse;

import dev.espalier.describe.value.Dims;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.function.DoubleToIntFunction;

/** Draws a tap's value: the channels of an image as tiles, any other value as one square. */
final class FeatureImage {
  private static final int GROUND = 0xffffff;

  private FeatureImage() {}

  /** Gives an image from black at {@code low} to white at {@code high}. */
  static BufferedImage gray(Dims dims, double[] values, double low, double high) {
    double range = Math.max(high - low, Double.MIN_NORMAL);
    return draw(dims, values, value -> 0x010101 * level((value - low) / range));
  }

  /** Gives an image with red above 0, blue below, and white at 0. */
  static BufferedImage signed(Dims dims, double[] values) {
    double largest =
        Math.max(Arrays.stream(values).map(Math::abs).max().orElse(0), Double.MIN_NORMAL);
    return draw(
        dims,
        values,
        value -> {
          int rest = level(1 - Math.abs(value) / largest);
          return value > 0 ? 0xff0000 | rest << 8 | rest : rest << 16 | rest << 8 | 0xff;
        });
  }

  private static BufferedImage draw(Dims dims, double[] values, DoubleToIntFunction color) {
    boolean tiles = dims.rank() == 3;
    int channels = tiles ? (int) dims.size(0) : 1;
    int width = tiles ? (int) dims.size(2) : (int) Math.ceil(Math.sqrt(values.length));
    int height = tiles ? (int) dims.size(1) : (values.length + width - 1) / width;
    int columns = (int) Math.ceil(Math.sqrt(channels));
    int rows = (channels + columns - 1) / columns;
    BufferedImage image =
        new BufferedImage(
            columns * (width + 1) - 1, rows * (height + 1) - 1, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.setRGB(x, y, GROUND);
      }
    }
    for (int i = 0; i < values.length; i++) {
      int channel = i / (width * height);
      int x = channel % columns * (width + 1) + i % width;
      int y = channel / columns * (height + 1) + i / width % height;
      image.setRGB(x, y, color.applyAsInt(values[i]));
    }
    return image;
  }

  private static int level(double part) {
    return (int) Math.round(255 * Math.min(1, Math.max(0, part)));
  }
}
