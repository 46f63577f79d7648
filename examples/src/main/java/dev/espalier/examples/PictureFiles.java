package dev.espalier.examples;

import dev.espalier.models.Datasets;
import dev.espalier.models.Pictures;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Pictures from files and into files. */
final class PictureFiles {
  private static final int GAP = 4;

  private PictureFiles() {}

  /**
   * Reads a picture and scales it to a width; {@code flower} is the one that Espalier has.
   *
   * @throws IllegalArgumentException if the file is no picture that the JDK reads
   */
  static BufferedImage read(String file, int width) {
    BufferedImage whole = read(file);
    int height = Math.max(2, Math.round((float) width * whole.getHeight() / whole.getWidth()));
    return Pictures.scaled(whole, width, height);
  }

  private static BufferedImage read(String file) {
    if (file.equals("flower")) {
      return Datasets.flower();
    }
    try {
      BufferedImage read = ImageIO.read(Path.of(file).toFile());
      if (read == null) {
        throw new IllegalArgumentException(
            "image %s: the JDK cannot read its format. Try a PNG or JPEG file.".formatted(file));
      }
      return read;
    } catch (IOException broken) {
      throw new UncheckedIOException("image " + file + ": it cannot be read", broken);
    }
  }

  /** Writes a picture as PNG; one that is there is replaced. */
  static void write(BufferedImage picture, Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      ImageIO.write(picture, "png", file.toFile());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Gives pictures of one size in a row. */
  static BufferedImage sideBySide(List<BufferedImage> images) {
    int width = images.get(0).getWidth();
    BufferedImage row =
        new BufferedImage(
            images.size() * (width + GAP) - GAP,
            images.get(0).getHeight(),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = row.createGraphics();
    for (int i = 0; i < images.size(); i++) {
      graphics.drawImage(images.get(i), i * (width + GAP), 0, null);
    }
    graphics.dispose();
    return row;
  }
}
