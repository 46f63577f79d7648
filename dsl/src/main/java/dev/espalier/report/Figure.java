package dev.espalier.report;

import dev.espalier.describe.problem.Given;
import dev.espalier.report.chart.Html;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Images side by side, such as an input, its target and what was made of it.
 *
 * @param title what the row of images shows
 * @param images the images; small ones are enlarged without smoothing
 * @param captions a caption for each image
 */
public record Figure(String title, List<BufferedImage> images, List<String> captions) {

  /** Copies the lists and refuses a number of captions that is not that of the images. */
  public Figure {
    Given.all("title", title, "images", images, "captions", captions);
    images = List.copyOf(images);
    captions = List.copyOf(captions);
    if (images.size() != captions.size()) {
      throw new IllegalArgumentException(
          "figure '%s': %s images and %s captions, needed as many of both. Try \"\" for none."
              .formatted(title, images.size(), captions.size()));
    }
  }

  /** Gives the figure as HTML with the images in it. */
  String html() {
    StringBuilder html = new StringBuilder();
    for (int i = 0; i < images.size(); i++) {
      String caption = Html.escape(captions.get(i));
      html.append(
          "<figure><img alt=\"%s\" src=\"data:image/png;base64,%s\"/><figcaption>%s</figcaption></figure>\n"
              .formatted(caption, Base64.getEncoder().encodeToString(png(images.get(i))), caption));
    }
    return Html.element("h3", title) + Html.block("div", "images", html.toString());
  }

  /** Gives an image as a PNG file's bytes. */
  static byte[] png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("an image could not be written as PNG", e);
    }
    return bytes.toByteArray();
  }

  @Override
  public String toString() {
    return title + " " + captions;
  }
}
