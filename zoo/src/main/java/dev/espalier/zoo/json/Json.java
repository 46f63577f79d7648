package dev.espalier.zoo.json;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.espalier.data.augment.Augmentation;
import dev.espalier.data.table.Filling;
import dev.espalier.data.table.TableColumn;
import dev.espalier.data.table.TableTarget;
import dev.espalier.data.table.Tokenizer;
import dev.espalier.describe.GivenValues;
import dev.espalier.describe.Guide;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Link;
import dev.espalier.describe.Network;
import dev.espalier.describe.Source;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.value.Initial;
import dev.espalier.zoo.problem.Limits;
import dev.espalier.zoo.problem.ZooException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** JSON of descriptions and of everything else that is kept about a model, read within bounds. */
public final class Json {
  /** The families whose records are told apart by their {@code kind}. */
  static final List<Class<?>> FAMILIES =
      List.of(
          Layer.class,
          Source.class,
          Initial.class,
          Likeness.class,
          Link.class,
          Schedule.class,
          Optimizer.class,
          TableColumn.class,
          TableTarget.class,
          Tokenizer.class,
          Filling.class,
          Augmentation.class);

  private static final StreamReadConstraints BOUNDS =
      StreamReadConstraints.builder()
          .maxNestingDepth(200)
          .maxNameLength(500)
          .maxNumberLength(100)
          .maxStringLength(4_000_000)
          .maxTokenCount(2_000_000)
          .maxDocumentLength(Limits.DOCUMENT)
          .build();
  private static final JsonMapper MAPPER = mapper();

  private Json() {}

  /**
   * Gives the bytes of a value, indented.
   *
   * @throws ZooException if a record of a family is none of Espalier's own
   */
  public static byte[] write(Object value) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      if (e.getCause() instanceof ZooException refused) {
        throw refused;
      }
      throw new UncheckedIOException(e);
    }
  }

  /** Gives the bytes of a value without line breaks. */
  public static byte[] compact(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a value; what is unknown, missing, doubled or left over is an error.
   *
   * @param file the file's name, for messages
   * @throws ZooException if the bytes are not that value
   */
  public static <T> T read(byte[] bytes, Class<T> type, String file) {
    try {
      return MAPPER.readValue(bytes, type);
    } catch (IOException e) {
      throw new ZooException("file '" + file + "'", List.of(JsonProblem.of(e))).causedBy(e);
    }
  }

  private static JsonMapper mapper() {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(BOUNDS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    JsonMapper.Builder builder =
        JsonMapper.builder(factory)
            .addModule(new Jdk8Module())
            .addModule(JsonNumbers.module())
            .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
            // isIdentity() and its like are answers, not components.
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_IGNORED_PROPERTIES)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);
    FAMILIES.forEach(family -> builder.addMixIn(family, Kinds.class));
    return builder.addMixIn(Hierarchy.class, WithoutValues.class).build();
  }

  /** A published hierarchy comes without values: they stand beside it, in a file of tensors. */
  @SuppressWarnings({"UnusedVariable", "UnusedMethod"}) // Jackson reads it.
  private abstract static class WithoutValues {
    @JsonCreator
    WithoutValues(
        @JsonProperty("name") String name,
        @JsonProperty("source") Source source,
        @JsonProperty("networks") List<Network> networks,
        @JsonProperty("guides") List<Guide> guides) {}

    @JsonIgnore
    abstract Map<String, GivenValues> values();
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "kind")
  @JsonTypeIdResolver(KindResolver.class)
  private interface Kinds {}
}
