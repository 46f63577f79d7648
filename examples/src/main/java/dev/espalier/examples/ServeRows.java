package dev.espalier.examples;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows of a table from the body of a request to {@link Serve}: {@code {"age": 29, "city":
 * null}}, or a list of such objects.
 */
final class ServeRows {
  static final String NEEDED = "the body is not {\"column\": value, ...}, or a list of these: ";

  private static final int LONGEST_NAME = 10_000;
  private static final int LONGEST_NUMBER = 100;
  private static final int LONGEST_TEXT = 1 << 20;
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(10)
                          .maxNameLength(LONGEST_NAME)
                          .maxNumberLength(LONGEST_NUMBER)
                          .maxStringLength(LONGEST_TEXT)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ServeRows() {}

  /**
   * Gives the rows.
   *
   * @param text the only column, if the model takes one text: then a text alone is a row too
   * @throws ServeInputs.Refusal if it is another JSON or none, or has too many rows
   */
  static List<Map<String, ?>> of(byte[] body, int most, @Nullable String text) {
    Object read;
    try {
      // As text, for a parser of bytes would take other encodings for JSON too.
      read = JSON.readValue(new String(body, StandardCharsets.UTF_8), Object.class);
    } catch (JsonProcessingException e) {
      throw refusal("it is no JSON, or has a name twice" + at(e.getLocation()));
    }
    List<?> all = read instanceof List<?> list ? list : nullable(read);
    if (all.size() > most) {
      throw ServeInputs.Refusal.badRequest("found more than %s rows".formatted(most));
    }
    List<Map<String, ?>> rows = new ArrayList<>();
    for (Object each : all) {
      rows.add(row(each, rows.size(), text));
    }
    if (rows.isEmpty()) {
      throw ServeInputs.Refusal.badRequest("found 0 rows, needed 1 to %s".formatted(most));
    }
    return rows;
  }

  private static List<?> nullable(@Nullable Object read) {
    if (read == null) {
      throw refusal("found null");
    }
    return List.of(read);
  }

  @SuppressWarnings("unchecked") // JSON's objects have texts for names
  private static Map<String, ?> row(@Nullable Object each, int number, @Nullable String text) {
    if (text != null && each instanceof String only) {
      return Map.of(text, only);
    }
    if (!(each instanceof Map<?, ?> row)) {
      throw refusal("row %s is no object".formatted(number));
    }
    if (row.values().stream()
        .anyMatch(cell -> cell instanceof Map<?, ?> || cell instanceof Collection<?>)) {
      throw refusal("row %s has an object or a list for a value".formatted(number));
    }
    return (Map<String, ?>) row;
  }

  private static ServeInputs.Refusal refusal(String found) {
    return ServeInputs.Refusal.badRequest(NEEDED + found);
  }

  private static String at(@Nullable JsonLocation location) {
    return location == null
        ? ""
        : " at line %s, column %s".formatted(location.getLineNr(), location.getColumnNr());
  }
}
