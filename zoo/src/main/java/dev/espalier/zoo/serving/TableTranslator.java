package dev.espalier.zoo.serving;

import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.ServingTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.ToNumberPolicy;
import dev.espalier.data.table.TableRecipe;
import dev.espalier.data.table.TableTarget;
import dev.espalier.describe.problem.Given;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes rows of a table as JSON, {@code {"age": 29, "city": "Kiel"}} or a list of them, and gives
 * as JSON what the model says of each: {@code {"class": "b", "probabilities": {"a": 0.2, "b":
 * 0.8}}}, or {@code {"price": 250000.0}}.
 *
 * <p>It is in a published model's {@code libs/}, and needs DJL alone.
 */
public final class TableTranslator implements ServingTranslator {
  /** The file with the recipe, beside the model. */
  public static final String FILE = "table.json";

  private static final String ROWS = "rows";
  private static final Gson GSON =
      new GsonBuilder()
          .serializeNulls()
          .serializeSpecialFloatingPointValues()
          .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
          .create();

  private @Nullable TableRecipe recipe;
  private List<String> classes = List.of();

  /** Makes a translator, which DJL prepares. */
  public TableTranslator() {}

  @Override
  public void setArguments(Map<String, ?> arguments) {}

  @Override
  public void prepare(TranslatorContext context) throws IOException {
    Given.all("context", context);
    Path folder = context.getModel().getModelPath();
    try (Reader file = Files.newBufferedReader(folder.resolve(FILE))) {
      read(GSON.fromJson(file, Map.class));
    } catch (RuntimeException e) {
      // Whatever a damaged file makes of itself: Espalier's own reader of it says where.
      throw new IOException(
          FILE + ": found no recipe of a table, needed one as it was published. Try another copy.",
          e);
    }
  }

  private void read(@Nullable Map<?, ?> document) throws IOException {
    if (document == null || !(document.get("recipe") instanceof Map<?, ?> own)) {
      throw new IOException(FILE + ": found no recipe, needed one. Try another copy.");
    }
    recipe = RecipeReader.recipe(own);
    if (document.get("classes") instanceof List<?> names) {
      classes = names.stream().map(String::valueOf).toList();
    }
  }

  /** Gives none: the rows of one request are a batch already. */
  @Override
  public @Nullable Batchifier getBatchifier() {
    return null;
  }

  @Override
  public NDList processInput(TranslatorContext context, Input input) throws TranslateException {
    Given.all("context", context, "input", input);
    String json = input.getData() == null ? "" : input.getData().getAsString();
    List<Map<String, ?>> rows = rows(json);
    TableRecipe known = known();
    int width = known.width();
    float[] features = new float[Math.multiplyExact(rows.size(), width)];
    for (int row = 0; row < rows.size(); row++) {
      double[] encoded;
      try {
        encoded = known.encode(rows.size() == 1 ? "row" : "row " + row, rows.get(row));
      } catch (RuntimeException e) {
        throw new TranslateException(e.getMessage(), e);
      }
      for (int i = 0; i < width; i++) {
        features[row * width + i] = (float) encoded[i];
      }
    }
    context.setAttachment(ROWS, json.strip().startsWith("["));
    return new NDList(context.getNDManager().create(features, new Shape(rows.size(), width)));
  }

  @Override
  public Output processOutput(TranslatorContext context, NDList list) {
    Given.all("context", context, "list", list);
    float[] values = list.singletonOrThrow().toFloatArray();
    List<String> names = classes.isEmpty() ? known().target().columns() : classes;
    List<Object> said = new ArrayList<>();
    for (int from = 0; from < values.length; from += names.size()) {
      said.add(said(names, values, from));
    }
    Output output = new Output();
    output.addProperty("Content-Type", "application/json");
    Object whole = Boolean.TRUE.equals(context.getAttachment(ROWS)) ? said : said.get(0);
    output.add(GSON.toJson(whole));
    return output;
  }

  private Object said(List<String> names, float[] values, int from) {
    Map<String, Object> numbers = new LinkedHashMap<>();
    int best = 0;
    for (int i = 0; i < names.size(); i++) {
      numbers.put(names.get(i), values[from + i]);
      best = values[from + i] > values[from + best] ? i : best;
    }
    if (known().target() instanceof TableTarget.Amounts) {
      return numbers;
    }
    Map<String, Object> classified = new LinkedHashMap<>();
    classified.put("class", names.get(best));
    classified.put("probabilities", numbers);
    return classified;
  }

  private TableRecipe known() {
    TableRecipe own = recipe;
    if (own == null) {
      throw new IllegalStateException("the translator was not prepared: DJL calls prepare(...)");
    }
    return own;
  }

  @SuppressWarnings("unchecked") // JSON's maps are by text
  private static List<Map<String, ?>> rows(String json) throws TranslateException {
    Object read;
    try {
      read = GSON.fromJson(json, Object.class);
    } catch (JsonParseException e) {
      throw new TranslateException("row: found no JSON, needed {\"column\": value, ...}", e);
    }
    List<?> all = read instanceof List<?> list ? list : read == null ? List.of() : List.of(read);
    List<Map<String, ?>> rows = new ArrayList<>();
    for (Object row : all) {
      if (!(row instanceof Map<?, ?>)) {
        throw new TranslateException("row: found " + row + ", needed {\"column\": value, ...}");
      }
      rows.add((Map<String, ?>) row);
    }
    if (rows.isEmpty()) {
      throw new TranslateException("row: found none, needed {\"column\": value, ...}");
    }
    return rows;
  }
}
