package dev.espalier.data.image;

import dev.espalier.data.problem.DataException;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import java.awt.image.BufferedImage;
import java.nio.file.Path;

/**
 * What a picture becomes: (channels x height x width), from 0 for black to 1 for white, in steps of
 * 1/255. It goes with a run and with the published model, which so take pictures of any size.
 *
 * @param channels 1 for gray, by ITU-R 601 from colours; 3 for red, green, blue
 * @param height in pixels
 * @param width in pixels
 * @param fit how a picture of another size is brought to this one
 */
public record PictureRecipe(int channels, int height, int width, Fit fit) {
  /** The longest side. */
  static final int LONGEST = 8192;

  /** What ties are pushed up by, so that two ways of adding up round them alike. */
  private static final double TIE = 1e-6;

  /** Refuses what no picture has. */
  public PictureRecipe {
    Given.all("fit", fit);
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException(
          "pictures: found %s channels, needed 1 or 3. Try gray() or color().".formatted(channels));
    }
    if (Math.min(height, width) < 1 || Math.max(height, width) > LONGEST) {
      throw new IllegalArgumentException(
          "size(%s, %s): needed sides of 1 to %s pixels. Try size(32, 32)."
              .formatted(height, width, LONGEST));
    }
  }

  /** Gives the shape that pictures become. */
  public Dims dims() {
    return Dims.of(channels, height, width);
  }

  /**
   * Gives what a file's picture becomes.
   *
   * @throws DataException if there is none, it is damaged, or its size is another and nothing says
   *     how to fit it
   */
  public double[] values(Path file) {
    Given.all("file", file);
    return PictureFile.of(file).read(this::values);
  }

  /** Gives what a picture becomes, row-major. */
  double[] values(BufferedImage image) throws Damage {
    byte[] bytes = pixels(image);
    double[] values = new double[bytes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (bytes[i] & 0xFF) * (1 / 255.0);
    }
    return values;
  }

  /**
   * Gives what a picture becomes, a byte a value.
   *
   * @throws Damage if its size is another and nothing says how to fit it
   */
  byte[] pixels(BufferedImage image) throws Damage {
    int wide = image.getWidth();
    int high = image.getHeight();
    if (fit == Fit.NONE && (wide != width || high != height)) {
      throw new Damage(
          "found %s x %s pixels, needed %s x %s as the first picture has"
              .formatted(wide, high, width, height),
          "size(%s, %s).crop()".formatted(height, width));
    }
    Fit.Frame frame = fit.frame(wide, high, width, height);
    // Where the frame's first pixel comes to lie: below 0 where it is cut off.
    int left = Math.floorDiv(width - frame.width(), 2);
    int top = Math.floorDiv(height - frame.height(), 2);
    Resampling across = Resampling.of(wide, frame.width());
    Resampling down = Resampling.of(high, frame.height());
    double[] sums = new double[channels * height * width];
    Lines lines = new Lines(image, channels);
    int[] line = new int[wide * channels];
    double[] narrow = new double[width * channels];
    int next = Math.max(0, -top);
    int last = Math.min(frame.height(), height - top);
    int lowest = down.first(next);
    int highest = down.first(last - 1) + down.weights(last - 1).length;
    for (int y = lowest; y < highest; y++) {
      lines.read(y, line);
      squeeze(line, across, left, narrow);
      while (next < last && down.first(next) + down.weights(next).length <= y) {
        next++;
      }
      for (int to = next; to < last && down.first(to) <= y; to++) {
        add(narrow, down.weights(to)[y - down.first(to)], (to + top) * width, sums);
      }
    }
    byte[] pixels = new byte[sums.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) Math.rint(sums[i] + TIE);
    }
    return pixels;
  }

  private void squeeze(int[] line, Resampling across, int left, double[] narrow) {
    int from = Math.max(0, -left);
    int to = Math.min(across.size(), width - left);
    for (int x = from; x < to; x++) {
      double[] weights = across.weights(x);
      int first = across.first(x) * channels;
      for (int channel = 0; channel < channels; channel++) {
        double sum = 0;
        for (int j = 0; j < weights.length; j++) {
          sum += weights[j] * line[first + j * channels + channel];
        }
        narrow[(x + left) * channels + channel] = sum;
      }
    }
  }

  private void add(double[] narrow, double weight, int at, double[] sums) {
    int plane = height * width;
    for (int x = 0; x < width; x++) {
      for (int channel = 0; channel < channels; channel++) {
        sums[channel * plane + at + x] += weight * narrow[x * channels + channel];
      }
    }
  }

  @Override
  public String toString() {
    return "%s pictures of %s x %s pixels, %s"
        .formatted(channels == 1 ? "gray" : "color", width, height, fit);
  }
}
