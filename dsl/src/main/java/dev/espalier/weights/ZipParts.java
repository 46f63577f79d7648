package dev.espalier.weights;

import dev.espalier.describe.problem.Shown;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The files in a zip archive, read within bounds: all of them together are no larger than what
 * honest compression makes of values.
 */
final class ZipParts implements Closeable {
  // Values hardly shrink, apart from those that are all 0.
  private static final long MOST_RATIO = 64;
  private static final long ALLOWANCE = 1L << 20;

  private final WeightsFile file;
  private final ZipFile zip;
  private final Map<String, ZipEntry> entries = new LinkedHashMap<>();

  private ZipParts(WeightsFile file, ZipFile zip) {
    this.file = file;
    this.zip = zip;
  }

  static ZipParts open(Path path, WeightsFile file) {
    ZipParts parts;
    try {
      parts = new ZipParts(file, new ZipFile(path.toFile()));
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(file, "zip", e);
    }
    try {
      parts.list();
      return parts;
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /** Looks through the list of files, before one is unpacked. */
  private void list() {
    long most = Math.min(Long.MAX_VALUE / MOST_RATIO, file.size()) * MOST_RATIO + ALLOWANCE;
    long packed = 0;
    long unpacked = 0;
    for (ZipEntry entry : Collections.list(zip.entries())) {
      String name = Shown.name(entry.getName());
      if (entry.getSize() < 0 || entry.getCompressedSize() < 0) {
        throw file.refused("zip", "part '%s' has no size".formatted(name));
      }
      packed += Math.min(entry.getCompressedSize(), file.size() + 1);
      unpacked += Math.min(entry.getSize(), most + 1);
      if (packed > file.size()) {
        throw file.refused(
            "zip",
            "its parts lie within each other: they take more than its " + file.size() + " bytes");
      }
      if (unpacked > most) {
        throw file.refused(
            "zip",
            "its parts unpack to more than %s bytes, %s times the file".formatted(most, MOST_RATIO),
            "a file that is not compressed");
      }
      if (entries.putIfAbsent(entry.getName(), entry) != null) {
        throw file.refused("zip", "it has two parts '%s'".formatted(name));
      }
    }
  }

  /** Gives the names of all files, in their order. */
  Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  boolean has(String name) {
    return entries.containsKey(name);
  }

  /** Unpacks a file; refuses one that is not there, not whole, or other than its checksum says. */
  ByteBuffer read(String name) {
    String where = "part " + Shown.name(name);
    ZipEntry entry = entries.get(name);
    if (entry == null) {
      throw file.refused(where, "the zip has no such part");
    }
    long size = entry.getSize();
    if (size > WeightsFile.MOST) {
      throw file.refused(
          where, "found %s bytes, needed %s at most".formatted(size, WeightsFile.MOST));
    }
    byte[] bytes;
    boolean more;
    try (InputStream in = zip.getInputStream(entry)) {
      bytes = in.readNBytes((int) size);
      more = in.read() >= 0;
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(file, where, e);
    }
    CRC32 crc = new CRC32();
    crc.update(bytes);
    if (bytes.length != size || more || crc.getValue() != entry.getCrc()) {
      throw file.refused(
          where, "its bytes are not those that were written: their checksum differs");
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static WeightsException damaged(WeightsFile file, String where, Exception cause) {
    return file.refused(where, "it is cut off or damaged").causedBy(cause);
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException e) {
      throw damaged(file, "zip", e);
    }
  }
}
