package dev.espalier.report;

import dev.espalier.describe.problem.Given;
import java.util.function.IntToDoubleFunction;

/** Colours of pixels, as an image takes them. */
public final class Rgb {
  private Rgb() {}

  /**
   * Gives the colour {@code 0xRRGGBB} of brightnesses from 0 to 1; what goes beyond is cut off.
   *
   * @param brightness gives that of red, green and blue by their index from 0 on
   */
  public static int of(IntToDoubleFunction brightness) {
    Given.all("brightness", brightness);
    int color = 0;
    for (int channel = 0; channel < 3; channel++) {
      double value = brightness.applyAsDouble(channel);
      color = color << 8 | (int) Math.round(255 * Math.max(0, Math.min(1, value)));
    }
    return color;
  }
}
