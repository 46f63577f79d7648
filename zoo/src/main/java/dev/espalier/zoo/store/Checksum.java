package dev.espalier.zoo.store;

import dev.espalier.zoo.json.Json;
import dev.espalier.zoo.problem.ZooException;
import java.nio.charset.StandardCharsets;

/**
 * The checksum of an index: the hash of all the file's bytes, with zeros in the hash's place.
 *
 * @param format the version of Espalier's part of the format
 * @param sha256 the hash
 */
public record Checksum(int format, String sha256) {
  private static final int FORMAT = 1;
  private static final String ZEROS = "0".repeat(64);
  private static final String MARK = "\"sha256\" : \"";

  /** Gives the checksum that is still open. */
  public static Checksum open() {
    return new Checksum(FORMAT, ZEROS);
  }

  /** Gives the bytes of a value whose first hash is an open checksum, closed. */
  public static byte[] close(Object value) {
    String open = new String(Json.write(value), StandardCharsets.UTF_8);
    String hash = Hashes.sha256(open.getBytes(StandardCharsets.UTF_8));
    return open.replaceFirst(MARK + ZEROS, MARK + hash).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a sealed value.
   *
   * @throws ZooException if it was changed after it was written, or is of another format
   */
  public static <T> T read(byte[] bytes, Class<T> type, String file) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int at = text.indexOf(MARK) + MARK.length();
    if (at < MARK.length() || text.length() < at + ZEROS.length()) {
      throw refused(file, "it has none", "a file that Espalier has written");
    }
    String before = text.substring(0, at);
    String hash = text.substring(at, at + ZEROS.length());
    String after = text.substring(at + ZEROS.length());
    byte[] open = (before + ZEROS + after).getBytes(StandardCharsets.UTF_8);
    if (!hash.equals(Hashes.sha256(open)) || open.length != bytes.length) {
      throw refused(
          file, "it is broken: the file was changed after it was written", "publishing again");
    }
    return Json.read(bytes, type, file);
  }

  /**
   * Refuses another format.
   *
   * @throws ZooException if this is not of the format that this version reads
   */
  public void requireKnown(String file) {
    if (format != FORMAT) {
      throw ZooException.of(
          "file '" + file + "'",
          "format",
          "it is %s, and this version of Espalier reads %s".formatted(format, FORMAT),
          "a newer dev.espalier:espalier-zoo");
    }
  }

  private static ZooException refused(String file, String what, String advice) {
    return ZooException.of("file '" + file + "'", "checksum", what, advice);
  }
}
