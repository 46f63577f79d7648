package dev.espalier.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file of unsigned bytes in the idx format of MNIST: a magic number, the size of every axis, the
 * values.
 *
 * @param sizes the size of every axis
 * @param values all values, row-major
 */
record IdxFile(int[] sizes, byte[] values) {
  /** The magic number without the number of axes: two zeros, then 8 for unsigned bytes. */
  private static final int UNSIGNED_BYTES = 0x0800;

  /** Reads a file, or the one with {@code .gz} after its name; null if there is a finding. */
  static @Nullable IdxFile read(Path file, int axes, Findings findings) {
    Path found = Files.exists(file) ? file : file.resolveSibling(file.getFileName() + ".gz");
    String where = "file " + found.getFileName();
    if (!Files.exists(found)) {
      findings.add(
          "file " + file.getFileName(),
          "found neither it nor %s in folder %s"
              .formatted(found.getFileName(), file.toAbsolutePath().getParent()),
          "the folder that holds the idx files as they are published");
      return null;
    }
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(found));
        DataInputStream in = new DataInputStream(unpacked(found, bytes))) {
      return read(in, axes, where, findings);
    } catch (EOFException tooShort) {
      findings.add(where, "the file ends early", "downloading it again");
    } catch (IOException damaged) {
      findings.add(where, "cannot be read: " + damaged.getMessage(), "downloading it again");
    }
    return null;
  }

  private static @Nullable IdxFile read(
      DataInputStream in, int axes, String where, Findings findings) throws IOException {
    int magic = in.readInt();
    if (magic != UNSIGNED_BYTES + axes) {
      findings.add(
          where,
          "starts with %#010x, needed %#010x, unsigned bytes of %d axes"
              .formatted(magic, UNSIGNED_BYTES + axes, axes),
          "an idx file of " + (axes == 1 ? "labels" : "images"));
      return null;
    }
    int[] sizes = new int[axes];
    long count = 1;
    for (int axis = 0; axis < axes; axis++) {
      sizes[axis] = in.readInt();
      count = sizes[axis] < 1 || count > Integer.MAX_VALUE ? -1 : count * sizes[axis];
    }
    if (count < 1 || count > Integer.MAX_VALUE) {
      findings.add(where, "its header names sizes that no file has", "downloading it again");
      return null;
    }
    // Reads piece by piece, so that a damaged header cannot ask for more memory than the file
    // fills.
    byte[] values = in.readNBytes((int) count);
    if (values.length < count || in.read() >= 0) {
      findings.add(
          where,
          "its header names %d values, but it has %s"
              .formatted(count, values.length < count ? "only " + values.length : "more"),
          "downloading it again");
      return null;
    }
    return new IdxFile(sizes, values);
  }

  private static InputStream unpacked(Path file, InputStream bytes) throws IOException {
    return file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
  }
}
