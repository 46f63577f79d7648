package dev.espalier.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.data.Split;
import dev.espalier.data.Targets;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.report.Rgb;
import dev.espalier.torch.Operators;
import dev.espalier.train.log.Prediction;
import dev.espalier.train.plan.Readout;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Pictures as functions: from a pixel's place, (2), from -1 to 1 across and down, to its red, green
 * and blue, (3), from 0 to 1.
 *
 * <p>With colours of that range the metric {@code psnr} of a regression is the picture's peak
 * signal-to-noise ratio in decibels.
 */
public final class Pictures {
  private static final long MOST_PIXELS = 100_000_000;

  private Pictures() {}

  /** Gives every pixel, row by row. */
  public static DataSet pixels(BufferedImage image) {
    Given.all("image", image);
    return pixels("picture", image, pixel -> true);
  }

  /**
   * Gives every second pixel both ways, a quarter of all, to train on, and all the others to test.
   */
  public static Split everySecond(BufferedImage image) {
    Given.all("image", image);
    int width = image.getWidth();
    IntPredicate chosen = pixel -> pixel % width % 2 == 0 && pixel / width % 2 == 0;
    return new Split(
        pixels("picture (every second)", image, chosen),
        pixels("picture (the others)", image, chosen.negate()));
  }

  /**
   * Gives an image scaled as a new one, of which each pixel is the mean of those that it covers.
   *
   * @throws IllegalArgumentException if a side is below 1, or there are over 100 million pixels
   */
  public static BufferedImage scaled(BufferedImage image, int width, int height) {
    Given.all("image", image);
    requireSize("scaled", width, height);
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int across = image.getWidth();
    int down = image.getHeight();
    for (int y = 0; y < height; y++) {
      int top = place(y, down, height);
      int rows = Math.max(1, place(y + 1, down, height) - top);
      for (int x = 0; x < width; x++) {
        int left = place(x, across, width);
        int columns = Math.max(1, place(x + 1, across, width) - left);
        small.setRGB(x, y, mean(image.getSubimage(left, top, columns, rows)));
      }
    }
    return small;
  }

  /**
   * Gives the picture that a trained run makes of all pixels; colours beyond the range are cut off.
   *
   * @param readout what predicts, such as the sum up to some grade
   * @throws IllegalArgumentException if a side is below 1, or there are over 100 million pixels
   * @throws dev.espalier.data.DataException if the run was not trained on {@link #pixels}
   */
  public static BufferedImage drawn(Run run, Readout readout, int width, int height) {
    Given.all("run", run, "readout", readout);
    requireSize("drawn", width, height);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    List<Prediction> colours = run.predict(readout, pixels(image));
    for (int pixel = 0; pixel < colours.size(); pixel++) {
      image.setRGB(pixel % width, pixel / width, Rgb.of(colours.get(pixel).values()::get));
    }
    return image;
  }

  /**
   * Gives the picture whose pixels are a data set's targets (3), row by row, such as {@link
   * #pixels} with noise; colours beyond the range are cut off.
   *
   * @throws IllegalArgumentException if the data are no whole rows of colours
   */
  public static BufferedImage picture(DataSet pixels, int width) {
    Given.all("pixels", pixels);
    int height = height(pixels, width);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < pixels.size(); pixel++) {
      double[] colour = pixels.target(pixel);
      image.setRGB(pixel % width, pixel / width, Rgb.of(channel -> colour[channel]));
    }
    return image;
  }

  /**
   * Gives the same places with the colours of their picture blurred, which {@code multigrade(m ->
   * m.blurred(...))} takes back; see {@link Operators#blur}.
   *
   * @param pixels targets (3), row by row, such as {@link #pixels}
   * @param deviation the Gaussian's, in pixels, at least 0.001
   * @throws IllegalArgumentException if the data are no whole rows of colours, or if the blur
   *     reaches as far as the picture does
   */
  public static DataSet blurred(DataSet pixels, int width, double deviation) {
    Given.all("pixels", pixels);
    int height = height(pixels, width);
    double[] colours = pixels.targets().doubles(0, pixels.size());
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray sharp = manager.create(colours).reshape(pixels.size(), 3);
      double[] soft = Operators.blur(sharp, deviation, height, width).toDoubleArray();
      Rows targets = Rows.of(soft, Dims.of(3));
      return DataSet.of(pixels.name() + " (blurred)", pixels.inputs(), targets, pixels.kind());
    }
  }

  private static void requireSize(String call, int width, int height) {
    if (width < 1 || height < 1 || (long) width * height > MOST_PIXELS) {
      throw new IllegalArgumentException(
          "%s: found %s x %s pixels, needed at least 1 x 1 and at most %s in all. Try 64, 64."
              .formatted(call, width, height, MOST_PIXELS));
    }
  }

  /** Gives where a place of a scaled side lies on the side that is scaled. */
  private static int place(int scaled, int side, int scaledSide) {
    return (int) ((long) scaled * side / scaledSide);
  }

  /** Gives the rows of so many colours that data are. */
  private static int height(DataSet pixels, int width) {
    if (width < 1 || pixels.size() % width > 0 || !pixels.kind().dims().equals(Dims.of(3))) {
      throw new IllegalArgumentException(
          "picture: %s are not rows of %s colours. Try the width of the picture that they are of."
              .formatted(pixels, width));
    }
    return pixels.size() / width;
  }

  private static DataSet pixels(String name, BufferedImage image, IntPredicate chosen) {
    int width = image.getWidth();
    int height = image.getHeight();
    int[] pixels = IntStream.range(0, width * height).filter(chosen).toArray();
    double[] places = new double[2 * pixels.length];
    double[] colours = new double[3 * pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      int x = pixels[i] % width;
      int y = pixels[i] / width;
      places[2 * i] = (2.0 * x + 1) / width - 1;
      places[2 * i + 1] = (2.0 * y + 1) / height - 1;
      int rgb = image.getRGB(x, y);
      for (int channel = 0; channel < 3; channel++) {
        colours[3 * i + channel] = (rgb >> (16 - 8 * channel) & 0xff) / 255.0;
      }
    }
    return DataSet.of(
        name, Rows.of(places, Dims.of(2)), Rows.of(colours, Dims.of(3)), Targets.values(3));
  }

  private static int mean(BufferedImage part) {
    int[] rgb = part.getRGB(0, 0, part.getWidth(), part.getHeight(), null, 0, part.getWidth());
    int mean = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = shift;
      double channel = IntStream.of(rgb).map(each -> each >> from & 0xff).average().orElse(0);
      mean |= (int) Math.round(channel) << shift;
    }
    return mean;
  }
}
