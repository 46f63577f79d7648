package dev.espalier.zoo.store;

import dev.espalier.zoo.problem.Limits;
import dev.espalier.zoo.problem.ZooException;
import java.util.Arrays;

/**
 * A file's bytes in memory.
 *
 * <p>It grows with what has come, never with what a file says of its own size, and ends in one
 * array without a copy where the file has as many bytes as it may have.
 */
final class Kept implements Sink {
  private static final int FIRST = 64 << 10;

  private final int most;
  private byte[] bytes;
  private int count;

  /**
   * Takes how many bytes come at most.
   *
   * @throws ZooException if this process can never hold so many
   */
  Kept(String file, long most) {
    if (most > Limits.TENSORS || most > Runtime.getRuntime().maxMemory()) {
      throw noRoom(file, most);
    }
    this.most = (int) most;
    this.bytes = new byte[Math.min(FIRST, this.most)];
  }

  @Override
  public void accept(byte[] piece, int from, int length) {
    if (length > bytes.length - count) {
      long wanted = Math.max(2L * bytes.length, (long) count + length);
      bytes = Arrays.copyOf(bytes, (int) Math.min(most, wanted));
    }
    System.arraycopy(piece, from, bytes, count, length);
    count += length;
  }

  /** Gives the bytes. */
  byte[] bytes() {
    return count == bytes.length ? bytes : Arrays.copyOf(bytes, count);
  }

  /** Gives the error that a file does not fit into this process. */
  static ZooException noRoom(String file, long size) {
    long megabytes = Runtime.getRuntime().maxMemory() >> 20;
    return ZooException.of(
        "file '" + file + "'",
        "size",
        "it has %s MB, and this JVM has room for %s MB in all".formatted(size >> 20, megabytes),
        "java -Xmx%sm".formatted(Math.max(2 * megabytes, 3 * (size >> 20))));
  }
}
