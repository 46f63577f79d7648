package dev.espalier.zoo.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads numbers that are what they say: too large and too small ones are refused, not rounded to
 * infinity and 0.
 *
 * <p>Measured values, which stand in maps by name, may be NaN or infinite, and are texts then.
 */
final class JsonNumbers extends StdScalarDeserializer<Double> implements ContextualDeserializer {
  private static final long serialVersionUID = 1L;

  private final boolean measured;

  private JsonNumbers(boolean measured) {
    super(Double.class);
    this.measured = measured;
  }

  /** Gives the module that reads every number so. */
  static SimpleModule module() {
    return new SimpleModule()
        .addDeserializer(Double.class, new JsonNumbers(false))
        .addDeserializer(double.class, new JsonNumbers(false));
  }

  @Override
  public JsonDeserializer<?> createContextual(
      DeserializationContext context, @Nullable BeanProperty property) {
    return new JsonNumbers(property != null && property.getType().isMapLikeType());
  }

  @Override
  public Double deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    JsonToken token = parser.currentToken();
    String text = parser.getText();
    if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
      double value = Double.parseDouble(text);
      boolean lost = value == 0 && text.split("[eE]", -1)[0].matches(".*[1-9].*");
      return Double.isFinite(value) && !lost ? value : refused(text, context);
    }
    if (measured && token == JsonToken.VALUE_STRING) {
      return switch (text) {
        case "NaN" -> Double.NaN;
        case "Infinity" -> Double.POSITIVE_INFINITY;
        case "-Infinity" -> Double.NEGATIVE_INFINITY;
        default -> refused(text, context);
      };
    }
    return refused(text, context);
  }

  private static Double refused(String text, DeserializationContext context) throws IOException {
    return (Double) context.handleWeirdStringValue(Double.class, text, "not a number");
  }
}
