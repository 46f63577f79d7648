package dev.espalier.weights;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Writes a file so that a reader sees the whole of it, or the one that was there before. */
public final class WholeFile {
  private WholeFile() {}

  /** What writes the bytes. */
  @FunctionalInterface
  public interface Content {
    /** Writes them, and leaves the stream open. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file by way of another one beside it.
   *
   * @throws IOException if it cannot be written; then nothing is left of it
   */
  public static Path write(Path file, Content content) throws IOException {
    Path partial = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial), 1 << 16)) {
        content.writeTo(out);
      }
      Files.move(
          partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
    return file;
  }

  /** Writes what a buffer has left, in pieces; the buffer stays where it is. */
  public static void copy(ByteBuffer bytes, OutputStream out) throws IOException {
    ByteBuffer rest = bytes.duplicate();
    byte[] chunk = new byte[Math.min(rest.remaining(), 1 << 16)];
    while (rest.hasRemaining()) {
      int length = Math.min(chunk.length, rest.remaining());
      rest.get(chunk, 0, length);
      out.write(chunk, 0, length);
    }
  }
}
