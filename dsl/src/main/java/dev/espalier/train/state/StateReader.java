package dev.espalier.train.state;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.data.rows.Uninterrupted;
import dev.espalier.describe.problem.Problem;
import dev.espalier.torch.Operators;
import dev.espalier.train.feed.Feed;
import dev.espalier.train.feed.FeedColumn;
import dev.espalier.train.log.TrainException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A checkpoint's named values. The file's hash is checked before anything of it is used; no count
 * or length in it makes the reader take more memory than the file is long. Arrays stay in the file
 * until they are asked for.
 */
public final class StateReader {
  private final Path file;
  private final Map<String, Object> entries;
  private final String prefix;

  private StateReader(Path file, Map<String, Object> entries, String prefix) {
    this.file = file;
    this.entries = entries;
    this.prefix = prefix;
  }

  /** Where an array's values lie. */
  private record Place(DataType type, Shape shape, long position, long bytes) {}

  /**
   * Reads a file.
   *
   * @throws OtherVersionException if it is whole, and another version of the library's
   * @throws IOException if it cannot be read, or is damaged; the message says how
   */
  static StateReader of(Path file) throws IOException {
    long end = Files.size(file) - StateFormat.HASH_BYTES;
    if (end < StateFormat.MAGIC.length + Integer.BYTES) {
      throw new IOException("it is cut off after " + Files.size(file) + " bytes");
    }
    requireHash(file, end);
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      if (!java.util.Arrays.equals(in.readNBytes(StateFormat.MAGIC.length), StateFormat.MAGIC)) {
        throw new IOException("it is no checkpoint");
      }
      int version = in.readInt();
      if (version != StateFormat.VERSION) {
        throw new OtherVersionException(version);
      }
      long start = (long) StateFormat.MAGIC.length + Integer.BYTES;
      return new StateReader(file, new Parser(in, start, end).entries(), "");
    }
  }

  /** Gives the values of a part. */
  public StateReader within(String part) {
    return new StateReader(file, entries, prefix + part + ".");
  }

  public boolean has(String name) {
    return entries.containsKey(prefix + name);
  }

  public String text(String name) {
    return value(name, String.class);
  }

  public long number(String name) {
    return value(name, Long.class);
  }

  public double real(String name) {
    return value(name, Double.class);
  }

  /** Gives all texts of this part by their names within it, in the order of the file. */
  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    entries.forEach(
        (name, value) -> {
          if (name.startsWith(prefix) && value instanceof String text) {
            texts.put(name.substring(prefix.length()), text);
          }
        });
    return texts;
  }

  public List<String> texts(String name) {
    return ((List<?>) value(name, List.class)).stream().map(String.class::cast).toList();
  }

  /** Gives the values in the order in which they were written. */
  public Map<String, Double> reals(String name) {
    Map<String, Double> reals = new LinkedHashMap<>();
    ((Map<?, ?>) value(name, Map.class))
        .forEach((key, real) -> reals.put((String) key, (Double) real));
    return reals;
  }

  /** Gives an array's shape. */
  public Shape shape(String name) {
    return value(name, Place.class).shape();
  }

  /** Gives an array as a new one, named like the entry. */
  public NDArray array(String name, NDManager manager) {
    Place place = value(name, Place.class);
    NDArray array = manager.create(bytes(place, 0, place.bytes()), place.shape(), place.type());
    array.setName(name);
    return array;
  }

  /** Copies an array's values into one of the same shape and type. */
  public void copyInto(String name, NDArray target) {
    Place place = value(name, Place.class);
    if (!place.shape().equals(target.getShape()) || place.type() != target.getDataType()) {
      throw unfit(
          name,
          "it is %s %s, needed %s %s"
              .formatted(place.type(), place.shape(), target.getDataType(), target.getShape()));
    }
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      Operators.copy(List.of(target), List.of(array(name, target.getManager())));
    }
  }

  /** Copies an array's rows into a column, a piece at a time. */
  public void copyInto(String name, FeedColumn column, NDManager manager) {
    Place place = value(name, Place.class);
    Shape row = place.shape().slice(1);
    long rows = place.shape().get(0);
    long rowBytes = row.size() * place.type().getNumOfBytes();
    for (long from = 0; from < rows; from += Feed.EVALUATION_ROWS) {
      long count = Math.min(Feed.EVALUATION_ROWS, rows - from);
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        ByteBuffer piece = bytes(place, from * rowBytes, count * rowBytes);
        column.write(
            Math.toIntExact(from),
            manager.create(piece, new Shape(count).addAll(row), place.type()));
      }
    }
  }

  @Override
  public String toString() {
    return file.getFileName() + ": " + prefix;
  }

  private <T> T value(String name, Class<T> type) {
    Object value = entries.get(prefix + name);
    if (!type.isInstance(value)) {
      throw unfit(name, "the checkpoint has no such value");
    }
    return type.cast(value);
  }

  private TrainException unfit(String name, String what) {
    return new TrainException(
        "checkpoint " + file, List.of(new Problem(prefix + name, what, "starting anew")));
  }

  private ByteBuffer bytes(Place place, long from, long count) {
    ByteBuffer values =
        ByteBuffer.allocateDirect(Math.toIntExact(count)).order(ByteOrder.LITTLE_ENDIAN);
    try {
      Uninterrupted.get(() -> fill(values.clear(), place.position() + from));
    } catch (IOException e) {
      TrainException failure =
          new TrainException(
              "checkpoint " + file,
              List.of(new Problem("file", String.valueOf(e.getMessage()), "resuming again")));
      failure.initCause(e);
      throw failure;
    }
    return values.flip();
  }

  private ByteBuffer fill(ByteBuffer values, long position) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      while (values.hasRemaining()) {
        if (channel.read(values, position + values.position()) < 0) {
          throw new EOFException("it became shorter while it was read");
        }
      }
    }
    return values;
  }

  private static void requireHash(Path file, long end) throws IOException {
    MessageDigest digest = StateFormat.sha256();
    byte[] found;
    try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      byte[] piece = new byte[1 << 16];
      for (long left = end; left > 0; ) {
        int count = in.read(piece, 0, (int) Math.min(piece.length, left));
        if (count < 0) {
          throw new EOFException("it ends early");
        }
        left -= count;
      }
      in.on(false);
      found = in.readNBytes(StateFormat.HASH_BYTES);
    }
    if (!MessageDigest.isEqual(found, digest.digest())) {
      throw new IOException("its content does not have the hash that it ends with");
    }
  }

  /** Reads the entries one after the other, and never past their end. */
  private static final class Parser {
    private final DataInputStream in;
    private final long end;
    private long position;

    Parser(DataInputStream in, long start, long end) {
      this.in = in;
      this.end = end;
      position = start;
    }

    Map<String, Object> entries() throws IOException {
      Map<String, Object> entries = new LinkedHashMap<>();
      for (byte kind = readByte(); kind != StateFormat.END; kind = readByte()) {
        String name = string();
        if (entries.put(name, entry(kind)) != null) {
          throw new IOException("entry " + name + " is there twice");
        }
      }
      return entries;
    }

    private Object entry(byte kind) throws IOException {
      return switch (kind) {
        case StateFormat.TEXT -> string();
        case StateFormat.NUMBER -> readLong();
        case StateFormat.REAL -> Double.longBitsToDouble(readLong());
        case StateFormat.TEXTS -> texts();
        case StateFormat.REALS -> reals();
        case StateFormat.ARRAY -> array();
        default -> throw new IOException("entry of an unknown kind " + kind);
      };
    }

    private List<String> texts() throws IOException {
      List<String> texts = new ArrayList<>();
      for (int left = count(Integer.BYTES); left > 0; left--) {
        texts.add(string());
      }
      return texts;
    }

    private Map<String, Double> reals() throws IOException {
      Map<String, Double> reals = new LinkedHashMap<>();
      for (int left = count(Integer.BYTES + Long.BYTES); left > 0; left--) {
        reals.put(string(), Double.longBitsToDouble(readLong()));
      }
      return reals;
    }

    private Place array() throws IOException {
      int number = readByte();
      if (number < 0 || number >= StateFormat.TYPES.size()) {
        throw new IOException("array of an unknown type " + number);
      }
      DataType type = StateFormat.TYPES.get(number);
      int axes = readByte();
      if (axes < 0 || axes > 16) {
        throw new IOException("array of " + axes + " axes");
      }
      long[] dims = new long[axes];
      long bytes = type.getNumOfBytes();
      for (int axis = 0; axis < axes; axis++) {
        dims[axis] = readLong();
        if (dims[axis] < 0 || Math.multiplyHigh(bytes, dims[axis]) != 0) {
          throw new IOException("array of " + dims[axis] + " rows");
        }
        bytes *= dims[axis];
        if (bytes < 0 || bytes > end - position) {
          throw new IOException("array of " + bytes + " bytes");
        }
      }
      Place place = new Place(type, new Shape(dims), position, bytes);
      take(bytes);
      in.skipNBytes(bytes);
      return place;
    }

    private String string() throws IOException {
      int length = count(1);
      take(length);
      return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    /** Reads a count of things that take so many bytes each, at least. */
    private int count(int least) throws IOException {
      take(Integer.BYTES);
      int count = in.readInt();
      if (count < 0 || (long) count * least > end - position) {
        throw new IOException("a count of " + count);
      }
      return count;
    }

    private byte readByte() throws IOException {
      take(1);
      return in.readByte();
    }

    private long readLong() throws IOException {
      take(Long.BYTES);
      return in.readLong();
    }

    private void take(long bytes) throws IOException {
      if (bytes > end - position) {
        throw new EOFException("it ends early");
      }
      position += bytes;
    }
  }
}
