package dev.espalier.data;

import dev.espalier.data.problem.Findings;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.value.Dims;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file of unsigned bytes in the idx format of MNIST: a magic number, the size of every axis, the
 * values.
 */
final class IdxFile {
  /** The magic number without the number of axes: two zeros, then 8 for unsigned bytes. */
  private static final int UNSIGNED_BYTES = 0x0800;

  private final int[] sizes;
  private final byte[] values;

  private IdxFile(int[] sizes, byte[] values) {
    this.sizes = sizes;
    this.values = values;
  }

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
      findings.add(where, "found its end too early, needed a whole file", "downloading it again");
    } catch (IOException damaged) {
      findings.add(
          where,
          "found damage (%s), needed a whole file".formatted(damaged.getMessage()),
          "downloading it again");
    }
    return null;
  }

  /** Gives the size of one axis. */
  int size(int axis) {
    return sizes[axis];
  }

  /** Gives the values as rows of a shape, without a copy. */
  Rows rows(double scale, Dims dims) {
    return Rows.ofBytes(values, scale, dims);
  }

  private static @Nullable IdxFile read(
      DataInputStream in, int axes, String where, Findings findings) throws IOException {
    int magic = in.readInt();
    if (magic != UNSIGNED_BYTES + axes) {
      findings.add(
          where,
          String.format(
              Locale.ROOT,
              "found %#010x at its start, needed %#010x, unsigned bytes of %s axes",
              magic,
              UNSIGNED_BYTES + axes,
              axes),
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
      findings.add(
          where,
          "found impossible sizes %s in its header, needed at most %s values"
              .formatted(Arrays.toString(sizes), Integer.MAX_VALUE),
          "downloading it again");
      return null;
    }
    // Reads piece by piece, so that a damaged header cannot ask for more memory than the file
    // fills.
    byte[] values = in.readNBytes((int) count);
    if (values.length < count || in.read() >= 0) {
      String found = values.length < count ? "only " + values.length : "more";
      findings.add(
          where,
          "found %s values, needed %s as its header says".formatted(found, count),
          "downloading it again");
      return null;
    }
    return new IdxFile(sizes, values);
  }

  private static InputStream unpacked(Path file, InputStream bytes) throws IOException {
    return file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
  }
}
