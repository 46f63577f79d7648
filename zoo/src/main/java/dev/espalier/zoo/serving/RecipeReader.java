package dev.espalier.zoo.serving;

import dev.espalier.data.table.Categorical;
import dev.espalier.data.table.Filling;
import dev.espalier.data.table.Numeric;
import dev.espalier.data.table.PretrainedTokenizer;
import dev.espalier.data.table.Reading;
import dev.espalier.data.table.Scaling;
import dev.espalier.data.table.TableColumn;
import dev.espalier.data.table.TableRecipe;
import dev.espalier.data.table.TableTarget;
import dev.espalier.data.table.Tokenized;
import dev.espalier.data.table.Tokenizer;
import dev.espalier.data.table.WordVocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Reads a table's recipe from the maps and lists that its JSON is made of. */
final class RecipeReader {
  private RecipeReader() {}

  static TableRecipe recipe(Map<?, ?> json) {
    List<TableColumn> columns = new ArrayList<>();
    for (Object column : list(json, "columns")) {
      columns.add(column((Map<?, ?>) column));
    }
    return new TableRecipe(columns, target(map(json, "target")));
  }

  private static TableTarget target(Map<?, ?> json) {
    return "Label".equals(json.get("kind"))
        ? new TableTarget.Label(text(json, "column"))
        : new TableTarget.Amounts(texts(json, "columns"), Scaling.valueOf(text(json, "scaling")));
  }

  private static TableColumn column(Map<?, ?> json) {
    if ("Tokenized".equals(json.get("kind"))) {
      return new Tokenized(
          text(json, "name"), (int) number(json, "length"), tokenizer(map(json, "tokenizer")));
    }
    return "Numeric".equals(json.get("kind"))
        ? new Numeric(
            text(json, "name"),
            Reading.valueOf(text(json, "reading")),
            text(json, "pattern"),
            filling(json.get("filling")),
            truth(json, "indicator"),
            Scaling.valueOf(text(json, "scaling")),
            json.get("filled") == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(number(json, "filled")),
            number(json, "offset"),
            number(json, "scale"))
        : new Categorical(
            text(json, "name"),
            texts(json, "slots"),
            (int) number(json, "rare"),
            filling(json.get("filling")),
            truth(json, "indicator"),
            Optional.ofNullable((String) json.get("filled")),
            texts(json, "known"));
  }

  private static Tokenizer tokenizer(Map<?, ?> json) {
    return "WordVocabulary".equals(json.get("kind"))
        ? new WordVocabulary((int) number(json, "size"), texts(json, "words"))
        : new PretrainedTokenizer(text(json, "json"));
  }

  private static Optional<Filling> filling(@Nullable Object json) {
    if (json == null) {
      return Optional.empty();
    }
    Map<?, ?> map = (Map<?, ?>) json;
    return Optional.of(
        switch (text(map, "kind")) {
          case "Median" -> new Filling.Median();
          case "Mean" -> new Filling.Mean();
          case "MostFrequent" -> new Filling.MostFrequent();
          default -> new Filling.Value(text(map, "text"));
        });
  }

  private static Object at(Map<?, ?> json, String key) {
    return Objects.requireNonNull(json.get(key), key);
  }

  private static Map<?, ?> map(Map<?, ?> json, String key) {
    return (Map<?, ?>) at(json, key);
  }

  private static List<?> list(Map<?, ?> json, String key) {
    return (List<?>) at(json, key);
  }

  private static List<String> texts(Map<?, ?> json, String key) {
    return list(json, key).stream().map(String::valueOf).toList();
  }

  private static String text(Map<?, ?> json, String key) {
    return (String) at(json, key);
  }

  private static double number(Map<?, ?> json, String key) {
    return ((Number) at(json, key)).doubleValue();
  }

  private static boolean truth(Map<?, ?> json, String key) {
    return (Boolean) at(json, key);
  }
}
