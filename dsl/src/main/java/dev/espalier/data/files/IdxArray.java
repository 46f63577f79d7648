package dev.espalier.data.files;

import dev.espalier.data.problem.DataException;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.value.Dims;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** An idx file: two zeros, the type, the number of axes, their sizes, the values, big end first. */
final class IdxArray {
  private static final int MOST_AXES = 8;

  private final Path file;

  private IdxArray(Path file) {
    this.file = file;
  }

  static Rows read(Path file) {
    Path found = Files.exists(file) ? file : file.resolveSibling(file.getFileName() + ".gz");
    if (!Files.exists(found)) {
      throw DataException.of(
          "file '" + file.getFileName() + "'",
          "folder " + file.toAbsolutePath().getParent(),
          "found neither it nor " + found.getFileName(),
          "the folder that holds it");
    }
    return new IdxArray(found).rows();
  }

  private Rows rows() {
    try (InputStream bytes = Files.newInputStream(file);
        DataInputStream in =
            new DataInputStream(
                file.toString().endsWith(".gz") ? new GZIPInputStream(bytes, 1 << 16) : bytes)) {
      return rows(in);
    } catch (EOFException early) {
      throw refused("found its end too early, needed a whole file");
    } catch (IOException damaged) {
      throw refused("found damage (%s), needed a whole file".formatted(damaged.getMessage()));
    }
  }

  private Rows rows(DataInputStream in) throws IOException {
    int magic = in.readInt();
    int type = (magic >> 8) & 0xFF;
    int axes = magic & 0xFF;
    int width =
        switch (type) {
          case 0x08, 0x09 -> 1;
          case 0x0B -> 2;
          case 0x0C, 0x0D -> 4;
          case 0x0E -> 8;
          default -> 0;
        };
    if (magic >>> 16 != 0 || width == 0 || axes < 1 || axes > MOST_AXES) {
      throw refused(
          String.format(
              Locale.ROOT,
              "found %#010x at its start, needed 0x0000TTAA: a type, 08, 09 or 0b to 0e, and 1 to %s axes",
              magic,
              MOST_AXES));
    }
    List<Long> sizes = new ArrayList<>();
    long count = 1;
    for (int axis = 0; axis < axes; axis++) {
      long size = in.readInt();
      sizes.add(size);
      count = size < 1 || count > Integer.MAX_VALUE ? -1 : count * size;
    }
    if (count < 1 || count * width > Integer.MAX_VALUE) {
      throw refused(
          "found impossible sizes %s in its header, needed at most %s bytes"
              .formatted(sizes, Integer.MAX_VALUE));
    }
    // Reads piece by piece, so that a damaged header cannot ask for more than the file fills.
    byte[] bytes = in.readNBytes((int) count * width);
    if (bytes.length < count * width || in.read() >= 0) {
      throw refused(
          "found %s bytes of values, needed %s as its header says"
              .formatted(
                  bytes.length < count * width ? "only " + bytes.length : "more", count * width));
    }
    return rows(bytes, type, new Dims(sizes.subList(1, axes)));
  }

  private static Rows rows(byte[] bytes, int type, Dims dims) {
    ByteBuffer values = ByteBuffer.wrap(bytes);
    return switch (type) {
      case 0x08 -> Rows.ofBytes(bytes, 1, dims);
      case 0x09 -> {
        float[] all = new float[bytes.length];
        for (int i = 0; i < all.length; i++) {
          all[i] = bytes[i];
        }
        yield Rows.of(all, dims);
      }
      case 0x0B -> {
        float[] all = new float[bytes.length / 2];
        for (int i = 0; i < all.length; i++) {
          all[i] = values.getShort(2 * i);
        }
        yield Rows.of(all, dims);
      }
      case 0x0C -> {
        double[] all = new double[bytes.length / 4];
        for (int i = 0; i < all.length; i++) {
          all[i] = values.getInt(4 * i);
        }
        yield Rows.of(all, dims);
      }
      case 0x0D -> {
        float[] all = new float[bytes.length / 4];
        values.asFloatBuffer().get(all);
        yield Rows.of(all, dims);
      }
      default -> {
        double[] all = new double[bytes.length / 8];
        values.asDoubleBuffer().get(all);
        yield Rows.of(all, dims);
      }
    };
  }

  private DataException refused(String what) {
    return DataException.of(
        "file '" + file.getFileName() + "'", "idx", what, "another copy of the file");
  }
}
