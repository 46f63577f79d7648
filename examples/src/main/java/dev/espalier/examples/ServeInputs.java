package dev.espalier.examples;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.espalier.data.Sample;
import dev.espalier.describe.value.Dims;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request to {@link Serve}, {@code {"inputs": [[number, ...], ...]}}, value by
 * value, and refuses the first that is something else.
 */
final class ServeInputs {
  private static final String NEEDED = "the body is not {\"inputs\": [[number, ...], ...]}: ";
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(10)
                  .maxNumberLength(100)
                  .maxNameLength(100)
                  .maxStringLength(100)
                  .build())
          .build();

  private final JsonParser parser;
  private final Dims dims;
  private final int most;

  private ServeInputs(JsonParser parser, Dims dims, int most) {
    this.parser = parser;
    this.dims = dims;
    this.most = most;
  }

  /**
   * Gives the samples of a body.
   *
   * @throws Refusal if it is another JSON or none, or its rows do not fit the model
   */
  static List<Sample> of(byte[] body, Dims dims, int most) throws IOException {
    // As text, for a parser of bytes would take other encodings for JSON too.
    String text = new String(body, StandardCharsets.UTF_8);
    try (JsonParser parser = JSON.createParser(text)) {
      return new ServeInputs(parser, dims, most).read();
    } catch (JsonProcessingException e) {
      throw Refusal.badRequest(NEEDED + "it is no JSON" + at(e.getLocation()));
    }
  }

  private List<Sample> read() throws IOException {
    require(JsonToken.START_OBJECT);
    require(JsonToken.FIELD_NAME);
    if (!parser.currentName().equals("inputs")) {
      throw found();
    }
    require(JsonToken.START_ARRAY);
    List<Sample> samples = new ArrayList<>();
    while (parser.nextToken() == JsonToken.START_ARRAY) {
      if (samples.size() == most) {
        throw Refusal.badRequest("found more than %s inputs".formatted(most));
      }
      samples.add(Sample.of(dims, row(samples.size())));
    }
    if (parser.currentToken() != JsonToken.END_ARRAY) {
      throw found();
    }
    require(JsonToken.END_OBJECT);
    if (parser.nextToken() != null) {
      throw found();
    }
    if (samples.isEmpty()) {
      throw Refusal.badRequest("found 0 inputs, needed 1 to %s".formatted(most));
    }
    return samples;
  }

  private double[] row(int number) throws IOException {
    double[] row = new double[Math.toIntExact(dims.count())];
    int count = 0;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
        throw found();
      }
      if (count < row.length) {
        row[count] = value(number, count);
      }
      count++;
    }
    if (count != row.length) {
      throw Refusal.badRequest(
          "input %s has %s values, needed the %s of %s".formatted(number, count, row.length, dims));
    }
    return row;
  }

  private double value(int input, int place) throws IOException {
    double value = Double.parseDouble(parser.getText());
    // The networks compute in 32 bits.
    if (Math.abs(value) > Float.MAX_VALUE) {
      throw Refusal.badRequest(
          "input %s has the value %s at %s, needed numbers up to %s"
              .formatted(input, value, place, Float.MAX_VALUE));
    }
    return value;
  }

  private void require(JsonToken token) throws IOException {
    if (parser.nextToken() != token) {
      throw found();
    }
  }

  private Refusal found() {
    return Refusal.badRequest(
        NEEDED + "found " + words(parser.currentToken()) + at(parser.currentTokenLocation()));
  }

  private static String words(@Nullable JsonToken token) {
    if (token == null) {
      return "an end";
    }
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      case END_OBJECT, END_ARRAY -> "an end";
      case FIELD_NAME -> "another field";
      case VALUE_STRING -> "a text";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      default -> "null";
    };
  }

  private static String at(@Nullable JsonLocation location) {
    return location == null
        ? ""
        : " at line %s, column %s".formatted(location.getLineNr(), location.getColumnNr());
  }

  /** An answer of {@link Serve} that says no. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    static final int BAD_REQUEST = 400;

    private final int status;

    Refusal(int status, String message) {
      super(message);
      this.status = status;
    }

    static Refusal badRequest(String message) {
      return new Refusal(BAD_REQUEST, message);
    }

    /** Gives the HTTP status. */
    int status() {
      return status;
    }

    /** Gives what is wrong, in a sentence. */
    String reason() {
      return String.valueOf(getMessage());
    }
  }
}
