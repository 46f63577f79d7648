package dev.espalier.data.image;

import dev.espalier.data.problem.DataException;
import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** A file with a picture: PNG, JPEG, GIF (its first one) or BMP, told by its content. */
final class PictureFile {
  static final String AGAIN = "another copy of it";

  private static final String CONVERT = "saving it as PNG";
  private static final long MOST_PIXELS = 100_000_000;
  private static final long LARGE = 16_000_000;
  private static final int HEAD = 1 << 16;
  // Large pictures are read one at a time, whatever the number of threads.
  private static final ReentrantLock LARGE_ONES = new ReentrantLock();

  /** What is made of a picture. */
  @FunctionalInterface
  interface Use<T> {
    /** Makes it, or says why it cannot. */
    T of(BufferedImage image) throws Damage;
  }

  private final Path file;

  private PictureFile(Path file) {
    this.file = file;
  }

  static PictureFile of(Path file) {
    return new PictureFile(file);
  }

  /**
   * Gives what is made of the picture.
   *
   * @throws DataException if there is none
   */
  <T> T read(Use<T> use) {
    try {
      return with(use);
    } catch (Damage damage) {
      throw DataException.of(
          "picture '" + file.getFileName() + "'", "file", damage.found(), damage.advice());
    } catch (IOException unreadable) {
      throw DataException.unreadable(file, unreadable);
    }
  }

  /** Gives what is made of the picture. */
  <T> T with(Use<T> use) throws IOException {
    if (Files.isDirectory(file)) {
      throw new Damage("found a folder, needed a picture", "one of the files in it");
    }
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(HEAD);
    }
    String format = format(head);
    if (format.equals("png")) {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
        PngChunks.requireWhole(in);
      }
    }
    ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
    // Without a file of its own on the disk.
    try (InputStream in = Files.newInputStream(file);
        ImageInputStream stream = new MemoryCacheImageInputStream(in)) {
      reader.setInput(stream, true, true);
      return read(reader, format, head, use);
    } finally {
      reader.dispose();
    }
  }

  private static <T> T read(ImageReader reader, String format, byte[] head, Use<T> use)
      throws IOException {
    StringBuilder faults = new StringBuilder();
    reader.addIIOReadWarningListener(
        (source, warning) -> {
          // What a picture goes on after is no fault of it, such as bytes between its parts.
          if (warning.contains("remature") || warning.contains("bad Huffman")) {
            faults.append(warning);
          }
        });
    boolean large = false;
    try {
      long wide = reader.getWidth(0);
      long high = reader.getHeight(0);
      if (wide * high > MOST_PIXELS) {
        throw new Damage(
            "found %s x %s pixels, needed at most %s in all".formatted(wide, high, MOST_PIXELS),
            "a smaller one");
      }
      large = wide * high > LARGE;
      if (large) {
        LARGE_ONES.lock();
      }
      BufferedImage image = reader.read(0);
      if (!faults.isEmpty()) {
        throw damaged(format);
      }
      return use.of(Orientation.upright(image, format.equals("jpeg") ? Orientation.of(head) : 1));
    } catch (Damage known) {
      throw known;
    } catch (IOException | RuntimeException unreadable) {
      throw unread(unreadable, format);
    } finally {
      if (large) {
        LARGE_ONES.unlock();
      }
    }
  }

  /** Gives what a reader stumbled over: a kind that it does not know, or damage. */
  private static Damage unread(Exception cause, String format) {
    Damage damage;
    String said = String.valueOf(cause.getMessage());
    if (said.contains("Unsupported")) {
      damage =
          new Damage(
              "found a kind of %s that Java does not read, such as CMYK colours"
                  .formatted(format.toUpperCase(Locale.ROOT)),
              CONVERT);
    } else {
      damage = damaged(format);
    }
    damage.initCause(cause);
    return damage;
  }

  private static Damage damaged(String format) {
    return new Damage(
        "found damage in it, or its end too early, needed a whole %s file"
            .formatted(format.toUpperCase(Locale.ROOT)),
        AGAIN);
  }

  private static String format(byte[] head) throws Damage {
    if (head.length == 0) {
      throw new Damage("found an empty file, needed a picture", AGAIN);
    }
    if (starts(head, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) {
      return "png";
    }
    if (starts(head, 0, 0xFF, 0xD8, 0xFF)) {
      return "jpeg";
    }
    if (starts(head, 0, 'G', 'I', 'F', '8')) {
      return "gif";
    }
    if (starts(head, 0, 'B', 'M')) {
      return "bmp";
    }
    throw new Damage(
        "found %s, needed PNG, JPEG, GIF or BMP".formatted(other(head)),
        CONVERT + ", or moving it out of the folder");
  }

  private static String other(byte[] head) {
    if (starts(head, 0, 'R', 'I', 'F', 'F') && starts(head, 8, 'W', 'E', 'B', 'P')) {
      return "WebP";
    }
    if (starts(head, 0, 'I', 'I', 42, 0) || starts(head, 0, 'M', 'M', 0, 42)) {
      return "TIFF";
    }
    if (starts(head, 4, 'f', 't', 'y', 'p')) {
      return "HEIC, AVIF or a film";
    }
    if (starts(head, 0, 'P', 'K', 3, 4)) {
      return "a zip file";
    }
    String text = new String(head, 0, Math.min(head.length, 512), StandardCharsets.UTF_8);
    return text.chars()
            .allMatch(c -> (c >= ' ' && c != 0xFFFD) || c == '\n' || c == '\r' || c == '\t')
        ? "text"
        : "something else";
  }

  private static boolean starts(byte[] head, int at, int... wanted) {
    byte[] bytes = new byte[wanted.length];
    for (int i = 0; i < wanted.length; i++) {
      bytes[i] = (byte) wanted[i];
    }
    return head.length >= at + wanted.length
        && Arrays.equals(head, at, at + wanted.length, bytes, 0, wanted.length);
  }
}
