package dev.espalier.zoo.store;

import dev.espalier.zoo.problem.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks through a zip's own list of files, before anything is unpacked.
 *
 * <p>Two readers must see the same files in a zip: so names differ and lead downwards, each file's
 * own header says what the list says, and no file lies within another. What only very large zips
 * need (zip64), several disks and encryption are refused.
 */
final class ZipDirectory {
  private static final int END = 0x06054b50;
  private static final int LISTED = 0x02014b50;
  private static final int FILE = 0x04034b50;
  private static final int END_SIZE = 22;
  private static final int LISTED_SIZE = 46;
  private static final int FILE_SIZE = 30;
  private static final int MOST_COMMENT = 0xffff;
  private static final int ENCRYPTED = 1;
  private static final long ZIP64 = 0xffffffffL;

  private final FileChannel zip;

  private ZipDirectory(FileChannel zip) {
    this.zip = zip;
  }

  /** Gives what is wrong with a zip, in words; empty for a sound one. */
  static Optional<String> problem(FileChannel zip) throws IOException {
    try {
      new ZipDirectory(zip).look();
      return Optional.empty();
    } catch (Unsound e) {
      return Optional.of(e.what);
    }
  }

  private void look() throws IOException, Unsound {
    int tail = (int) Math.min(zip.size(), END_SIZE + MOST_COMMENT);
    ByteBuffer end = read(zip.size() - tail, tail);
    int at = tail - END_SIZE;
    while (at >= 0 && !(end.getInt(at) == END && at + END_SIZE + unsigned(end, at + 20) == tail)) {
      at--;
    }
    require(at >= 0, "it is no zip, or it is cut off");
    int count = unsigned(end, at + 10);
    long size = end.getInt(at + 12) & ZIP64;
    long start = end.getInt(at + 16) & ZIP64;
    require(
        count != MOST_COMMENT && size != ZIP64 && start != ZIP64,
        "it is of the kind for more than 4 GB or 65,534 files, zip64, which is not read");
    require(
        unsigned(end, at + 4) == 0 && unsigned(end, at + 6) == 0 && unsigned(end, at + 8) == count,
        "it is a part of several");
    require(
        count <= Limits.ZIP_FILES,
        "it has %s files, and %s are read at most".formatted(count, Limits.ZIP_FILES));
    require(
        size <= Limits.ZIP_LIST,
        "its list of files has %s bytes, which is too many".formatted(size));
    require(start + size == zip.size() - tail + at, "its list of files is not where its end says");
    requireSound(entries(read(start, (int) size), count), start);
  }

  private List<Entry> entries(ByteBuffer list, int count) throws Unsound {
    List<Entry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    int at = 0;
    for (int i = 0; i < count; i++) {
      require(
          list.limit() - at >= LISTED_SIZE && list.getInt(at) == LISTED,
          "its list of files is damaged");
      int nameSize = unsigned(list, at + 28);
      int next = at + LISTED_SIZE + nameSize + unsigned(list, at + 30) + unsigned(list, at + 32);
      require(next <= list.limit(), "its list of files is damaged");
      byte[] name = new byte[nameSize];
      list.get(at + LISTED_SIZE, name);
      Entry entry =
          new Entry(
              name,
              unsigned(list, at + 10),
              list.getInt(at + 20) & ZIP64,
              list.getInt(at + 24) & ZIP64,
              list.getInt(at + 42) & ZIP64);
      require(
          (unsigned(list, at + 8) & ENCRYPTED) == 0,
          "file '%s' in it is encrypted".formatted(entry.text()));
      require(
          entry.packed != ZIP64 && entry.size != ZIP64 && entry.start != ZIP64,
          "file '%s' in it is of the kind zip64, which is not read".formatted(entry.text()));
      require(
          FileNames.staysInside(entry.text()),
          "it has a file '%s', which leads out of it".formatted(entry.text()));
      require(names.add(entry.text()), "it has two files '%s'".formatted(entry.text()));
      entries.add(entry);
      at = next;
    }
    require(at == list.limit(), "its list of files is damaged");
    return entries;
  }

  private void requireSound(List<Entry> entries, long end) throws IOException, Unsound {
    entries.sort(Comparator.comparingLong(Entry::start));
    long free = 0;
    for (Entry entry : entries) {
      String name = entry.text();
      require(
          entry.start >= free && entry.start + FILE_SIZE + entry.name.length <= end,
          "file '%s' in it lies within another".formatted(name));
      ByteBuffer header = read(entry.start, FILE_SIZE + entry.name.length);
      byte[] own = new byte[entry.name.length];
      header.get(FILE_SIZE, own);
      require(
          header.getInt(0) == FILE
              && unsigned(header, 8) == entry.method
              && unsigned(header, 26) == own.length
              && Arrays.equals(own, entry.name),
          "file '%s' in it has another name at its own place".formatted(name));
      free = entry.start + FILE_SIZE + own.length + unsigned(header, 28) + entry.packed;
      require(free <= end, "file '%s' in it lies within another".formatted(name));
    }
  }

  private ByteBuffer read(long from, int count) throws IOException, Unsound {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      require(zip.read(bytes, from + bytes.position()) > 0, "it is cut off");
    }
    return bytes.flip();
  }

  private static int unsigned(ByteBuffer bytes, int at) {
    return Short.toUnsignedInt(bytes.getShort(at));
  }

  private static void require(boolean sound, String what) throws Unsound {
    if (!sound) {
      throw new Unsound(what);
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Entry(byte[] name, int method, long packed, long size, long start) {
    String text() {
      return new String(name, StandardCharsets.UTF_8);
    }
  }

  /** Leaves the look at the first thing that is wrong. */
  private static final class Unsound extends Exception {
    private static final long serialVersionUID = 1L;

    private final String what;

    private Unsound(String what) {
      super(what);
      this.what = what;
    }
  }
}
