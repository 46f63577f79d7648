package dev.espalier.zoo.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import dev.espalier.describe.problem.Problem;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Says in Espalier's words what is wrong with a JSON file: never in those of the parser. */
final class JsonProblem {
  private static final String ADVICE = "publishing the model again";

  private JsonProblem() {}

  /** Gives the place and the words for what a parser has found. */
  static Problem of(IOException e) {
    if (e instanceof InvalidTypeIdException kind) {
      Class<?> family = kind.getBaseType().getRawClass();
      return new Problem(
          path(kind),
          "found kind '%s', needed one of %s"
              .formatted(
                  kind.getTypeId() == null ? "" : kind.getTypeId(),
                  KindResolver.family(family).keySet()),
          KindResolver.isOpen(family)
              ? "the jar that has this kind of layer on the class path, or " + ADVICE
              : ADVICE);
    }
    if (e instanceof JsonMappingException mapping) {
      return new Problem(path(mapping), what(mapping), ADVICE);
    }
    String what = "it is no JSON";
    if (e instanceof StreamConstraintsException) {
      what = "it is longer or deeper than what is read";
    } else if (e instanceof JsonEOFException) {
      what = "it ends in the middle";
    } else if (e instanceof InputCoercionException) {
      what = "a number is too large for its place";
    } else if (String.valueOf(e.getMessage()).startsWith("Duplicate")) {
      what = "it says the same field twice";
    }
    return new Problem(line(e), what, ADVICE);
  }

  private static String what(JsonMappingException e) {
    if (e.getCause() instanceof StreamConstraintsException
        || e.getCause() instanceof JsonEOFException) {
      return of((IOException) e.getCause()).what();
    }
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "there is no such field, but " + unknown.getKnownPropertyIds();
    }
    if (e instanceof InvalidNullException) {
      return "it is null, needed a value";
    }
    if (e instanceof ValueInstantiationException
        && e.getCause() instanceof IllegalArgumentException refused
        && refused.getMessage() != null) {
      return refused.getMessage().replaceAll("\\.$", "");
    }
    if (e instanceof InvalidFormatException format) {
      return "found '%s', needed %s".formatted(format.getValue(), needed(format.getTargetType()));
    }
    return "it is missing, null or of another kind than what belongs there";
  }

  private static String needed(Class<?> type) {
    if (type.isEnum()) {
      return "one of " + Arrays.toString(type.getEnumConstants());
    }
    return type == String.class ? "a text" : "a finite number that fits";
  }

  private static String path(JsonMappingException e) {
    String path =
        e.getPath().stream()
            .map(
                each ->
                    each.getFieldName() == null
                        ? "[" + each.getIndex() + "]"
                        : "." + each.getFieldName())
            .collect(Collectors.joining());
    return path.startsWith(".") ? path.substring(1) : path.isEmpty() ? line(e) : path;
  }

  private static String line(IOException e) {
    JsonLocation location = e instanceof JsonProcessingException json ? json.getLocation() : null;
    return location == null ? "content" : "line " + location.getLineNr();
  }
}
