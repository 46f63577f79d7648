package dev.espalier.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An array in numpy's format: a magic word, a header that is a Python dict, and the values. */
final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNED = 64;
  // A descr, a flag and up to 64 sizes.
  private static final int MOST_HEADER = 4096;
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{\\s*'descr'\\s*:\\s*'([^']{1,20})'\\s*,\\s*'fortran_order'\\s*:\\s*(True|False)\\s*,"
              + "\\s*'shape'\\s*:\\s*\\(([0-9, ]{0,1000})\\)\\s*,?\\s*\\}\\s*");

  private Npy() {}

  /** Says whether bytes begin as such an array does. */
  static boolean begins(ByteBuffer bytes) {
    return bytes.remaining() >= MAGIC.length
        && bytes.duplicate().limit(bytes.position() + MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
  }

  /**
   * Reads an array.
   *
   * @param bytes the whole of it
   * @param where what messages call it
   */
  static TensorData read(ByteBuffer bytes, WeightsFile file, String where) {
    ByteBuffer in = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (!begins(in) || in.remaining() < 12) {
      throw file.refused(where, "it does not begin as an array of numpy");
    }
    int version = in.get(MAGIC.length);
    int at = version == 1 ? 10 : 12;
    long length = version == 1 ? in.getShort(8) & 0xffffL : in.getInt(8) & 0xffff_ffffL;
    if (version < 1 || version > 3 || length > Math.min(MOST_HEADER, in.remaining() - at)) {
      throw file.refused(
          where,
          "its header has %s bytes in format %s, needed %s at most in format 1 to 3"
              .formatted(length, version, MOST_HEADER));
    }
    byte[] text = new byte[(int) length];
    in.position(at).get(text);
    Matcher header = HEADER.matcher(new String(text, StandardCharsets.ISO_8859_1));
    if (!header.matches()) {
      throw file.refused(
          where,
          "its header is none of an array: '%s'"
              .formatted(new String(text, StandardCharsets.ISO_8859_1).strip()),
          "arrays of numbers, not of records or objects");
    }
    List<Long> dims = dims(header.group(3), file, where);
    ElementType type = type(header.group(1), file, where);
    Optional<Long> needed = Sizes.bytes(dims, type.width());
    if (needed.isEmpty() || needed.get() != in.remaining()) {
      throw file.refused(
          where,
          "%s of %s has %s bytes, needed %s"
              .formatted(
                  type,
                  dims,
                  in.remaining(),
                  needed.map(String::valueOf).orElse("more than there are")));
    }
    ByteBuffer values = in.slice();
    if (header.group(1).startsWith(">")) {
      values = swapped(values, type.width());
    }
    if (header.group(2).equals("True") && dims.size() > 1) {
      values = rowMajor(values, dims, type.width());
    }
    return type.tensor(values, dims);
  }

  private static List<Long> dims(String text, WeightsFile file, String where) {
    List<Long> dims = new ArrayList<>();
    for (String size : text.split(",", -1)) {
      if (!size.isBlank()) {
        try {
          dims.add(Long.parseLong(size.strip()));
        } catch (NumberFormatException e) {
          throw file.refused(where, "its shape is '(%s)'".formatted(text)).causedBy(e);
        }
      }
    }
    return dims;
  }

  private static ElementType type(String descr, WeightsFile file, String where) {
    return ElementType.ofNumpy(descr.substring(1))
        .filter(type -> "<>|=".indexOf(descr.charAt(0)) >= 0)
        .orElseThrow(
            () ->
                file.refused(
                    where,
                    "its values are of type '%s', needed numbers such as '<f4'".formatted(descr),
                    "array.astype('<f4')"));
  }

  private static ByteBuffer swapped(ByteBuffer values, int width) {
    ByteBuffer swapped = ByteBuffer.allocate(values.remaining());
    for (int at = 0; at < values.remaining(); at += width) {
      for (int i = width - 1; i >= 0; i--) {
        swapped.put(values.get(at + i));
      }
    }
    return swapped.flip();
  }

  /** Gives values in whose order the first size runs fastest with the last one fastest. */
  private static ByteBuffer rowMajor(ByteBuffer values, List<Long> dims, int width) {
    List<Long> strides = new ArrayList<>();
    long stride = 1;
    for (long size : dims) {
      strides.add(stride);
      stride *= Math.max(1, size);
    }
    return Strided.gather(values, 0, dims, strides, width);
  }

  /** Gives the magic word and the header of an array, after which its values follow. */
  static ByteBuffer header(TensorData data) {
    String shape =
        data.dims().stream().map(String::valueOf).collect(Collectors.joining(", "))
            + (data.dims().size() == 1 ? "," : "");
    String text =
        "{'descr': '<%s', 'fortran_order': False, 'shape': (%s), }"
            .formatted(ElementType.of(data).numpy(), shape);
    int begun = MAGIC.length + 4;
    int filled = ALIGNED - (begun + text.length() + 1) % ALIGNED;
    String padded = text + String.join("", Collections.nCopies(filled % ALIGNED, " ")) + "\n";
    return ByteBuffer.allocate(begun + padded.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .put((byte) 1)
        .put((byte) 0)
        .putShort((short) padded.length())
        .put(padded.getBytes(StandardCharsets.ISO_8859_1))
        .flip();
  }
}
