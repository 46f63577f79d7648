package dev.espalier.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.img;

import dev.espalier.describe.problem.Given;
import j2html.tags.DomContent;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
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
  DomContent html() {
    return each(
        h3(title),
        div(each(IntStream.range(0, images.size()).mapToObj(this::image))).withClass("images"));
  }

  private DomContent image(int i) {
    String data = Base64.getEncoder().encodeToString(png(images.get(i)));
    return figure(
        img().withAlt(captions.get(i)).withSrc("data:image/png;base64," + data),
        figcaption(captions.get(i)));
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
