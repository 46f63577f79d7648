package dev.espalier.zoo;

import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.weights.TensorData;
import dev.espalier.zoo.graph.Tensors;
import dev.espalier.zoo.graph.Trained;
import dev.espalier.zoo.json.Json;
import dev.espalier.zoo.problem.ZooException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tensors in a file, in the safetensors format: a length, a JSON header, and the values.
 *
 * <p>Nothing in such a file can run. Every offset and size is compared with what the hierarchy
 * needs before a value is read.
 */
final class TensorFile {
  private static final int LENGTH = Long.BYTES;
  // The words, quotes and offsets of one tensor's entry, and some room.
  private static final int ENTRY = 150;

  private TensorFile() {}

  /** Gives the bytes of a file of these tensors, in their order. */
  static ByteBuffer write(Map<String, Trained.Parameter> parameters) {
    Map<String, Entry> header = new LinkedHashMap<>();
    long offset = 0;
    for (Map.Entry<String, Trained.Parameter> each : parameters.entrySet()) {
      TensorData data = each.getValue().data();
      long end = offset + data.bytes().remaining();
      header.put(each.getKey(), new Entry(codeOf(data.type()), data.dims(), List.of(offset, end)));
      offset = end;
    }
    byte[] text = aligned(Json.compact(header));
    ByteBuffer file =
        ByteBuffer.allocate(Math.toIntExact(LENGTH + text.length + offset))
            .order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(text.length).put(text);
    parameters.values().forEach(parameter -> file.put(parameter.data().bytes().duplicate()));
    return file.flip();
  }

  /**
   * Refuses a file by its size alone, before it is read: it is known what the tensors take.
   *
   * @throws ZooException if these tensors cannot make a file of that size
   */
  static void requireSize(long size, Map<String, ParameterSpec> specs, String file) {
    long values = specs.values().stream().mapToLong(spec -> spec.dims().count()).sum();
    long least = LENGTH + 2 + values * Float.BYTES;
    long most = LENGTH + mostHeader(specs) + values * Double.BYTES;
    if (size < least || size > most) {
      throw refused(
          file,
          "size",
          "it has %s bytes, and the tensors of the description take %s to %s"
              .formatted(size, least, most));
    }
  }

  /**
   * Reads exactly the tensors that a hierarchy has, of one type, whose values are all finite.
   *
   * @throws ZooException if the file holds others, or is not whole
   */
  static Map<String, Trained.Parameter> read(
      byte[] bytes, Map<String, ParameterSpec> specs, String file) {
    requireSize(bytes.length, specs, file);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long length = buffer.getLong(0);
    long most = Math.min(mostHeader(specs), bytes.length - LENGTH);
    if (length < 2 || length > most) {
      throw refused(file, "header", "its length is %s, needed 2 to %s".formatted(length, most));
    }
    int start = LENGTH + (int) length;
    byte[] text = new byte[(int) length];
    buffer.get(LENGTH, text);
    Header header = Json.read(text, Header.class, file);
    if (header.size() != specs.size()) {
      throw refused(
          file,
          "header",
          "it names %s tensors, needed the %s of the description"
              .formatted(header.size(), specs.size()));
    }
    Map<String, Trained.Parameter> parameters = new LinkedHashMap<>();
    String type = header.isEmpty() ? "" : header.values().iterator().next().type();
    long offset = 0;
    for (Map.Entry<String, ParameterSpec> each : specs.entrySet()) {
      ParameterSpec spec = each.getValue();
      Entry entry = header.get(each.getKey());
      if (entry == null || !entry.holds(spec, offset) || entry.end() > bytes.length - start) {
        throw refused(
            file,
            "tensor " + each.getKey(),
            "found %s in %s bytes of values, needed F32 or F64 of %s from byte %s on"
                .formatted(
                    entry == null ? "none" : entry, bytes.length - start, spec.dims(), offset));
      }
      if (!entry.type().equals(type)) {
        throw refused(
            file,
            "tensor " + each.getKey(),
            "it is of %s, and the first one of %s".formatted(entry.type(), type));
      }
      ByteBuffer values = buffer.slice(start + (int) offset, (int) (entry.end() - offset));
      TensorData data = new TensorData(typeOf(entry.type()), entry.dims(), values);
      Tensors.requireFinite(data, each.getKey(), "file '" + file + "'");
      parameters.put(each.getKey(), new Trained.Parameter(data, spec.trainable()));
      offset = entry.end();
    }
    if (offset != bytes.length - start) {
      throw refused(
          file, "values", "found %s bytes, needed %s".formatted(bytes.length - start, offset));
    }
    return parameters;
  }

  /** Gives the bytes that a header of these tensors has at most. */
  private static long mostHeader(Map<String, ParameterSpec> specs) {
    long most = 16;
    for (Map.Entry<String, ParameterSpec> each : specs.entrySet()) {
      most += each.getKey().length() + ENTRY + 20L * each.getValue().dims().rank();
    }
    return most;
  }

  private static ZooException refused(String file, String where, String what) {
    return ZooException.of("file '" + file + "'", where, what, "publishing the model again");
  }

  private static String codeOf(DataType type) {
    return type == DataType.FLOAT64 ? "F64" : "F32";
  }

  private static DataType typeOf(String code) {
    return code.equals("F64") ? DataType.FLOAT64 : DataType.FLOAT32;
  }

  /** The format asks for values that begin at a multiple of 8; spaces fill the header up. */
  private static byte[] aligned(byte[] text) {
    int size = (text.length + 7) / 8 * 8;
    StringBuilder padded = new StringBuilder(new String(text, StandardCharsets.UTF_8));
    padded.append(" ".repeat(size - text.length));
    return padded.toString().getBytes(StandardCharsets.UTF_8);
  }

  private record Entry(
      @JsonProperty("dtype") String type,
      @JsonProperty("shape") List<Long> dims,
      @JsonProperty("data_offsets") List<Long> offsets) {

    long end() {
      return offsets.get(1);
    }

    /** Says whether this is a tensor of a shape, from a byte on. */
    boolean holds(ParameterSpec spec, long from) {
      long width = type.equals("F64") ? Double.BYTES : Float.BYTES;
      return (type.equals("F64") || type.equals("F32"))
          && dims.equals(spec.dims().sizes())
          && offsets.equals(List.of(from, from + Math.multiplyExact(spec.dims().count(), width)));
    }
  }

  @SuppressWarnings("serial")
  private static final class Header extends LinkedHashMap<String, Entry> {}
}
