package dev.espalier.weights;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of weights while they are read: no more is taken into memory than the file has.
 *
 * <p>Read by calls that an interrupt does not break off.
 */
final class WeightsFile implements Closeable {
  /** What is read at once at most; more does not fit into one array. */
  static final long MOST = Integer.MAX_VALUE - 64L;

  private static final String AGAIN = "a whole copy of the file";

  private final String subject;
  private final @Nullable RandomAccessFile file;
  private final ByteBuffer memory;
  private final long size;

  private WeightsFile(
      String subject, @Nullable RandomAccessFile file, ByteBuffer memory, long size) {
    this.subject = subject;
    this.file = file;
    this.memory = memory;
    this.size = size;
  }

  /** Opens a file. */
  static WeightsFile open(Path path) {
    String subject = subject(path);
    if (!Files.isRegularFile(path)) {
      throw WeightsException.of(
          subject,
          "path",
          Files.isDirectory(path)
              ? "found a folder, needed a file"
              : "found no such file from " + Path.of("").toAbsolutePath(),
          "the path of a .safetensors, .npz, .npy, .pt or .pth file");
    }
    try {
      RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
      return new WeightsFile(subject, file, ByteBuffer.allocate(0), file.length());
    } catch (IOException e) {
      throw unreadable(subject, e);
    }
  }

  /** Takes bytes that are in memory already. */
  static WeightsFile of(ByteBuffer bytes, String subject) {
    ByteBuffer memory = bytes.slice().asReadOnlyBuffer();
    return new WeightsFile(subject, null, memory, memory.remaining());
  }

  /** Gives what messages call a file. */
  static String subject(Path path) {
    return "file '" + path + "'";
  }

  long size() {
    return size;
  }

  /** Gives bytes from a place on, little-endian; refuses more than there are. */
  ByteBuffer bytes(long from, long count, String where) {
    if (from < 0 || count < 0 || from > size || count > size - from) {
      throw refused(
          where,
          "it needs bytes %s to %s, and the file has %s".formatted(from, from + count, size));
    }
    if (count > MOST) {
      throw refused(where, "found %s bytes, needed %s at most".formatted(count, MOST));
    }
    if (file == null) {
      return memory.slice((int) from, (int) count).order(ByteOrder.LITTLE_ENDIAN);
    }
    byte[] bytes = new byte[(int) count];
    try {
      file.seek(from);
      file.readFully(bytes);
    } catch (IOException e) {
      throw unreadable(subject, e);
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Gives the refusal of a damaged file. */
  WeightsException refused(String where, String what) {
    return refused(where, what, AGAIN);
  }

  WeightsException refused(String where, String what, String advice) {
    return WeightsException.of(subject, where, what, advice);
  }

  static WeightsException unreadable(String subject, IOException cause) {
    return WeightsException.of(
            subject, "path", "it cannot be read", "a file that this program may read")
        .causedBy(cause);
  }

  @Override
  public void close() {
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        throw unreadable(subject, e);
      }
    }
  }
}
