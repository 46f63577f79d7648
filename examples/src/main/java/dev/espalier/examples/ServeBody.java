package dev.espalier.examples;

import dev.espalier.data.DataSet;
import dev.espalier.data.Sample;
import dev.espalier.data.table.CsvFile;
import dev.espalier.data.table.CsvFormat;
import dev.espalier.data.table.TableRecipe;
import dev.espalier.data.table.Tokenized;
import dev.espalier.describe.problem.ProblemsException;
import dev.espalier.train.log.Prediction;
import dev.espalier.zoo.ReadyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/** What a request's body asks of a model, by the content types that the model takes. */
final class ServeBody {
  private static final String JSON = "application/json";
  private static final String CSV = "text/csv";
  private static final List<String> PICTURES =
      List.of("image/png", "image/jpeg", "image/gif", "image/bmp");
  private static final int WRONG_TYPE = 415;

  private final ReadyModel model;
  private final int mostRows;

  ServeBody(ReadyModel model, int mostRows) {
    this.model = model;
    this.mostRows = mostRows;
  }

  /** Gives the content types that the model takes. */
  List<String> types() {
    List<String> types = new ArrayList<>(List.of(JSON));
    if (recipe().isPresent()) {
      types.add(CSV);
    }
    if (model.loaded().pictures().isPresent()) {
      types.addAll(PICTURES);
    }
    return types;
  }

  /**
   * Gives the one of these that a request has; JSON if it says nothing. What a form on another's
   * web page can send is none of them.
   *
   * @throws ServeInputs.Refusal if it has another
   */
  String type(@Nullable String header) {
    String type = header == null ? JSON : header.split(";", -1)[0].strip().toLowerCase(Locale.ROOT);
    if (!types().contains(type)) {
      throw new ServeInputs.Refusal(
          WRONG_TYPE, "found another content type, needed " + String.join(", ", types()));
    }
    return type;
  }

  /**
   * Gives what the model says of a body.
   *
   * @throws ServeInputs.Refusal if it is not what the model takes
   */
  List<Prediction> predictions(String type, byte[] body) throws IOException {
    try {
      if (!type.equals(JSON)) {
        return ofFile(type, body);
      }
      return model.predict(
          recipe().isPresent()
              ? rows(recipe().get(), body)
              : ServeInputs.of(body, model.loaded().checked().input(), mostRows));
    } catch (ProblemsException | IllegalArgumentException wrong) {
      // Such as a column that is absent, or a token that the model's vocabulary does not have.
      throw ServeInputs.Refusal.badRequest(String.valueOf(wrong.getMessage()));
    }
  }

  private Optional<TableRecipe> recipe() {
    return model.loaded().recipe();
  }

  private List<Sample> rows(TableRecipe recipe, byte[] body) {
    boolean text = recipe.columns().size() == 1 && recipe.columns().get(0) instanceof Tokenized;
    List<Map<String, ?>> rows =
        ServeRows.of(body, mostRows, text ? recipe.columns().get(0).name() : null);
    List<Sample> samples = new ArrayList<>();
    for (Map<String, ?> row : rows) {
      String where = rows.size() == 1 ? "row" : "row " + samples.size();
      samples.add(model.loaded().form().prepare(where, row));
    }
    return samples;
  }

  /** Reads a body by the doors for files, which know what is wrong with one. */
  private List<Prediction> ofFile(String type, byte[] body) throws IOException {
    Path folder = Files.createTempDirectory("serve");
    Path file = folder.resolve("body");
    try {
      Files.write(file, body);
      return type.equals(CSV) ? ofCsv(file) : List.of(model.predict(file));
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  private List<Prediction> ofCsv(Path file) {
    List<String> texts = recipe().orElseThrow().columnsReadAsText();
    Table table = CsvFile.read(file, CsvFormat.standard(), texts.toArray(String[]::new));
    if (table.rowCount() > mostRows) {
      throw ServeInputs.Refusal.badRequest("found more than %s rows".formatted(mostRows));
    }
    DataSet data = model.loaded().form().toPredict(table);
    return model.predict(IntStream.range(0, data.size()).mapToObj(data::input).toList());
  }
}
