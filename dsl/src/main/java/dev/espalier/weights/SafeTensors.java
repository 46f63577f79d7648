package dev.espalier.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tensors in the safetensors format: a length, a JSON header, and the values. Nothing in such a
 * file can run.
 */
public final class SafeTensors {
  private static final int LENGTH = Long.BYTES;
  // What the format itself allows.
  private static final long MOST_HEADER = 100_000_000;
  private static final String METADATA = "__metadata__";
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(8)
                  .maxNameLength(10_000)
                  .maxNumberLength(20)
                  .maxStringLength((int) MOST_HEADER)
                  .maxDocumentLength(MOST_HEADER)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private SafeTensors() {}

  /**
   * Reads the tensors of a file that is in memory, as views of it.
   *
   * @param file the whole file
   * @param mostHeader the bytes that its header may have
   * @param subject what messages call it
   * @throws WeightsException if it is damaged
   */
  public static Map<String, TensorData> read(ByteBuffer file, long mostHeader, String subject) {
    Given.all("file", file, "subject", subject);
    try (WeightsFile memory = WeightsFile.of(file, subject)) {
      return read(memory, mostHeader);
    }
  }

  static Map<String, TensorData> read(WeightsFile file) {
    return read(file, MOST_HEADER);
  }

  private static Map<String, TensorData> read(WeightsFile file, long mostHeader) {
    long length = file.bytes(0, LENGTH, "length of the header").getLong(0);
    long most = Math.min(mostHeader, file.size() - LENGTH);
    if (length < 2 || length > most) {
      throw file.refused("header", "its length is %s, needed 2 to %s".formatted(length, most));
    }
    List<Entry> entries = new Header(file).read(file.bytes(LENGTH, length, "header"));
    requireSideBySide(file, entries, file.size() - LENGTH - length);
    Map<String, TensorData> tensors = new LinkedHashMap<>();
    for (Entry entry : entries) {
      String where = "tensor " + Shown.name(entry.name);
      ByteBuffer raw = file.bytes(LENGTH + length + entry.from, entry.to - entry.from, where);
      tensors.put(entry.name, entry.type.tensor(raw, entry.dims));
    }
    return tensors;
  }

  /** Refuses values that overlap, that are too few or too many, and bytes that are nobody's. */
  private static void requireSideBySide(WeightsFile file, List<Entry> entries, long bytes) {
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparingLong(Entry::from).thenComparingLong(Entry::to));
    long at = 0;
    for (Entry entry : sorted) {
      String where = "tensor " + Shown.name(entry.name);
      if (entry.to > bytes) {
        throw file.refused(
            where, "its values end at byte %s, and there are %s bytes".formatted(entry.to, bytes));
      }
      if (entry.from != at || entry.to < at) {
        throw file.refused(
            where,
            "its values are at bytes %s to %s of %s, needed from %s on"
                .formatted(entry.from, entry.to, bytes, at));
      }
      Optional<Long> needed = Sizes.bytes(entry.dims, entry.type.width());
      if (needed.isEmpty() || needed.get() != entry.to - entry.from) {
        throw file.refused(
            where,
            "%s of %s has %s bytes, needed %s"
                .formatted(
                    entry.type,
                    entry.dims,
                    entry.to - entry.from,
                    needed.map(String::valueOf).orElse("more than there are")));
      }
      at = entry.to;
    }
    if (at != bytes) {
      throw file.refused("values", "found %s bytes, needed %s".formatted(bytes, at));
    }
  }

  /** Gives the bytes of a file of tensors, in their order. */
  public static ByteBuffer bytes(Map<String, TensorData> tensors) {
    Given.all("tensors", tensors);
    byte[] header = header(tensors);
    long values = tensors.values().stream().mapToLong(data -> data.bytes().remaining()).sum();
    ByteBuffer file = ByteBuffer.allocate(Math.toIntExact(LENGTH + header.length + values));
    file.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header);
    tensors.values().forEach(data -> file.put(data.bytes().duplicate()));
    return file.flip();
  }

  static void write(Map<String, TensorData> tensors, OutputStream out) throws IOException {
    byte[] header = header(tensors);
    ByteBuffer length = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    out.write(length.putLong(header.length).array());
    out.write(header);
    for (TensorData data : tensors.values()) {
      WholeFile.copy(data.bytes(), out);
    }
  }

  private static byte[] header(Map<String, TensorData> tensors) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      long from = 0;
      for (Map.Entry<String, TensorData> each : tensors.entrySet()) {
        TensorData data = each.getValue();
        long to = from + data.bytes().remaining();
        json.writeObjectFieldStart(each.getKey());
        json.writeStringField("dtype", ElementType.of(data).name());
        json.writeArrayFieldStart("shape");
        for (long size : data.dims()) {
          json.writeNumber(size);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("data_offsets");
        json.writeNumber(from);
        json.writeNumber(to);
        json.writeEndArray();
        json.writeEndObject();
        from = to;
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // The format asks for values that begin at a multiple of 8; spaces fill the header up.
    while (text.size() % LENGTH != 0) {
      text.write(' ');
    }
    return text.toByteArray();
  }

  private record Entry(String name, ElementType type, List<Long> dims, long from, long to) {}

  /** Reads a header: an object of objects with a type, a shape and two offsets each. */
  private record Header(WeightsFile file) {
    private static final String WRITE = "a file that safetensors' save_file has written";

    List<Entry> read(ByteBuffer text) {
      byte[] bytes = new byte[text.remaining()];
      text.get(bytes);
      List<Entry> entries = new ArrayList<>();
      try (JsonParser json = JSON.createParser(bytes)) {
        require(json.nextToken() == JsonToken.START_OBJECT, json, "an object");
        while (json.nextToken() != JsonToken.END_OBJECT) {
          String name = json.currentName();
          if (name == null) {
            throw wrong(json, "a name");
          }
          require(json.nextToken() == JsonToken.START_OBJECT, json, "an object");
          if (name.equals(METADATA)) {
            json.skipChildren();
          } else {
            entries.add(entry(name, json));
          }
        }
        require(json.nextToken() == null, json, "nothing after its object");
      } catch (IOException e) {
        String what =
            e instanceof InputCoercionException
                ? "a number is too large for its place"
                : String.valueOf(e.getMessage()).startsWith("Duplicate")
                    ? "it says one name twice"
                    : "it is no whole JSON";
        throw file.refused("header", what, WRITE).causedBy(e);
      }
      return entries;
    }

    private Entry entry(String name, JsonParser json) throws IOException {
      ElementType type = null;
      List<Long> dims = null;
      List<Long> offsets = null;
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String field = String.valueOf(json.currentName());
        json.nextToken();
        switch (field) {
          case "dtype" -> type = type(name, json);
          case "shape" -> dims = sizes(json);
          case "data_offsets" -> offsets = sizes(json);
          default -> throw wrong(json, "dtype, shape and data_offsets alone");
        }
      }
      if (type == null || dims == null || offsets == null || offsets.size() != 2) {
        throw file.refused(
            "tensor " + Shown.name(name),
            "its header lacks one of dtype, shape and two data_offsets",
            WRITE);
      }
      return new Entry(name, type, dims, offsets.get(0), offsets.get(1));
    }

    private ElementType type(String name, JsonParser json) throws IOException {
      require(json.currentToken() == JsonToken.VALUE_STRING, json, "a type");
      String text = json.getText();
      return ElementType.called(text)
          .orElseThrow(
              () ->
                  file.refused(
                      "tensor " + Shown.name(name),
                      "found values of type %s, needed one of %s"
                          .formatted(Shown.name(text), ElementType.all()),
                      "the values in 32 bits"));
    }

    private List<Long> sizes(JsonParser json) throws IOException {
      require(json.currentToken() == JsonToken.START_ARRAY, json, "a list of sizes");
      List<Long> sizes = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        require(json.currentToken() == JsonToken.VALUE_NUMBER_INT, json, "a size");
        long size = json.getLongValue();
        require(size >= 0, json, "sizes from 0 on");
        sizes.add(size);
      }
      return sizes;
    }

    private void require(boolean right, JsonParser json, String needed) {
      if (!right) {
        throw wrong(json, needed);
      }
    }

    private WeightsException wrong(JsonParser json, String needed) {
      long at = json.currentLocation().getByteOffset();
      return file.refused(
          "header", "found none at byte %s, needed %s".formatted(at, needed), WRITE);
    }
  }
}
