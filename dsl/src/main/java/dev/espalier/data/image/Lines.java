package dev.espalier.data.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * The lines of a picture as numbers from 0 to 255, as they are in the file: of 16 bits the higher
 * part, rounded; palettes by their colours; what is transparent lies over white.
 */
final class Lines {
  private final BufferedImage image;
  private final Raster raster;
  private final ColorModel model;
  private final int channels;
  private final int bands;
  private final int[] highest;
  private final int[] samples;

  Lines(BufferedImage image, int channels) {
    this.image = image;
    this.channels = channels;
    raster = image.getRaster();
    model = image.getColorModel();
    bands = raster.getNumBands();
    highest = new int[bands];
    for (int band = 0; band < bands; band++) {
      highest[band] = (1 << Math.min(30, raster.getSampleModel().getSampleSize(band))) - 1;
    }
    samples = new int[image.getWidth() * Math.max(bands, 1)];
  }

  /** Copies one line, a pixel's channels side by side. */
  void read(int y, int[] into) {
    int width = image.getWidth();
    boolean gray = model.getColorSpace().getType() == ColorSpace.TYPE_GRAY && bands <= 2;
    boolean color = model.getColorSpace().getType() == ColorSpace.TYPE_RGB && bands >= 3;
    if (model instanceof IndexColorModel || !(gray || color)) {
      image.getRGB(0, y, width, 1, samples, 0, width);
      for (int x = 0; x < width; x++) {
        int argb = samples[x];
        int alpha = argb >>> 24;
        put(
            into,
            x,
            over((argb >> 16) & 0xFF, alpha, false),
            over((argb >> 8) & 0xFF, alpha, false),
            over(argb & 0xFF, alpha, false));
      }
      return;
    }
    raster.getPixels(0, y, width, 1, samples);
    int colors = gray ? 1 : 3;
    boolean transparent = model.hasAlpha() && bands > colors;
    boolean done = model.isAlphaPremultiplied();
    for (int x = 0; x < width; x++) {
      int at = x * bands;
      int alpha = transparent ? eightBits(at, colors) : 255;
      int red = over(eightBits(at, 0), alpha, done);
      int green = gray ? red : over(eightBits(at, 1), alpha, done);
      int blue = gray ? red : over(eightBits(at, 2), alpha, done);
      put(into, x, red, green, blue);
    }
  }

  private int eightBits(int at, int band) {
    int most = highest[band];
    int value = samples[at + band];
    return most == 255 ? value : (int) ((value * 255L + most / 2) / most);
  }

  private static int over(int value, int alpha, boolean done) {
    return alpha == 255 ? value : ((done ? 255 : alpha) * value + (255 - alpha) * 255 + 127) / 255;
  }

  private void put(int[] into, int x, int red, int green, int blue) {
    if (channels == 1) {
      // ITU-R 601, in the fixed numbers of Pillow.
      into[x] =
          red == green && green == blue
              ? red
              : (red * 19_595 + green * 38_470 + blue * 7_471 + 0x8000) >> 16;
      return;
    }
    into[3 * x] = red;
    into[3 * x + 1] = green;
    into[3 * x + 2] = blue;
  }
}
