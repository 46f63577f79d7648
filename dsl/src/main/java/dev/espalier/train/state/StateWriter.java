package dev.espalier.train.state;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import dev.espalier.train.feed.Feed;
import dev.espalier.train.feed.FeedColumn;
import dev.espalier.weights.TensorData;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes named values in the {@link StateFormat}; names within a part begin with the part's. */
public final class StateWriter {
  private final DataOutputStream out;
  private final String prefix;

  private StateWriter(DataOutputStream out, String prefix) {
    this.out = out;
    this.prefix = prefix;
  }

  /** Begins a file. */
  static StateWriter begin(DataOutputStream out) throws IOException {
    out.write(StateFormat.MAGIC);
    out.writeInt(StateFormat.VERSION);
    return new StateWriter(out, "");
  }

  /** Ends the entries; the hash is the caller's. */
  void end() throws IOException {
    out.writeByte(StateFormat.END);
    out.flush();
  }

  /** Gives a writer for a part. */
  public StateWriter within(String part) {
    return new StateWriter(out, prefix + part + ".");
  }

  public void text(String name, String value) throws IOException {
    entry(StateFormat.TEXT, name);
    string(value);
  }

  /** Writes a text under each name. */
  public void texts(Map<String, String> byName) throws IOException {
    for (Map.Entry<String, String> one : byName.entrySet()) {
      text(one.getKey(), one.getValue());
    }
  }

  public void number(String name, long value) throws IOException {
    entry(StateFormat.NUMBER, name);
    out.writeLong(value);
  }

  /** Writes a value with all its bits. */
  public void real(String name, double value) throws IOException {
    entry(StateFormat.REAL, name);
    out.writeLong(Double.doubleToRawLongBits(value));
  }

  public void texts(String name, List<String> values) throws IOException {
    entry(StateFormat.TEXTS, name);
    out.writeInt(values.size());
    for (String value : values) {
      string(value);
    }
  }

  public void reals(String name, Map<String, Double> values) throws IOException {
    entry(StateFormat.REALS, name);
    out.writeInt(values.size());
    for (Map.Entry<String, Double> value : values.entrySet()) {
      string(value.getKey());
      out.writeLong(Double.doubleToRawLongBits(value.getValue()));
    }
  }

  public void array(String name, NDArray array) throws IOException {
    TensorData data = TensorData.of(array);
    array(name, data.type(), data.dims());
    bytes(data.bytes());
  }

  /** Writes a column as one array, a piece at a time. */
  public void column(String name, FeedColumn column, NDManager manager, int rows)
      throws IOException {
    boolean started = false;
    for (int from = 0; from < rows; from += Feed.EVALUATION_ROWS) {
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        int to = Math.min(rows, from + Feed.EVALUATION_ROWS);
        TensorData piece = TensorData.of(column.range(manager, from, to));
        if (!started) {
          List<Long> dims = new ArrayList<>(piece.dims());
          dims.set(0, (long) rows);
          array(name, piece.type(), dims);
          started = true;
        }
        bytes(piece.bytes());
      }
    }
  }

  private void array(String name, DataType type, List<Long> dims) throws IOException {
    entry(StateFormat.ARRAY, name);
    out.writeByte(StateFormat.TYPES.indexOf(type));
    out.writeByte(dims.size());
    for (long dim : dims) {
      out.writeLong(dim);
    }
  }

  private void entry(byte kind, String name) throws IOException {
    out.writeByte(kind);
    string(prefix + name);
  }

  private void string(String value) throws IOException {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private void bytes(ByteBuffer values) throws IOException {
    byte[] piece = new byte[Math.min(values.remaining(), 1 << 16)];
    while (values.hasRemaining()) {
      int count = Math.min(piece.length, values.remaining());
      values.get(piece, 0, count);
      out.write(piece, 0, count);
    }
  }
}
