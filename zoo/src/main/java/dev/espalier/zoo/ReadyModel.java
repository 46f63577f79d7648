package dev.espalier.zoo;

import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.compile.life.Lifetime;
import dev.espalier.data.DataForm;
import dev.espalier.data.DataSet;
import dev.espalier.data.Sample;
import dev.espalier.data.table.Tokenized;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.report.PredictionTable;
import dev.espalier.torch.Autograd;
import dev.espalier.train.log.Prediction;
import dev.espalier.zoo.graph.Export;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tech.tablesaw.api.Table;

/**
 * An opened model with its networks in memory.
 *
 * <p>Several threads may predict at once. It owns native memory, which closing it frees once the
 * calls in progress have ended.
 */
public final class ReadyModel implements AutoCloseable {
  private final Loaded loaded;
  private final CompiledHierarchy networks;
  private final Export export;
  private final Dims output;
  private final DataForm form;

  ReadyModel(Loaded loaded, CompiledHierarchy networks) {
    this.loaded = loaded;
    this.networks = networks;
    networks.belongTo("model '%s %s'".formatted(loaded.name(), loaded.version()));
    this.export = new Export(loaded.readout(), loaded.readout().single(), true, 0, 1);
    String first = loaded.readout().networks().get(0);
    this.form = loaded.form();
    this.output = loaded.checked().network(first).orElseThrow().output();
  }

  /** Gives what was opened. */
  public Loaded loaded() {
    return loaded;
  }

  /**
   * Gives the class probabilities or values of samples, in their order.
   *
   * @param samples each raw, or of a data set that is normalised as the model's was
   * @throws IllegalArgumentException if there is no sample, or one has another shape, another
   *     normalisation, or a value that is not finite or no token
   * @throws dev.espalier.train.log.TrainException if an output is not finite
   */
  public List<Prediction> predict(List<Sample> samples) {
    Given.all("samples", samples);
    if (samples.isEmpty()) {
      throw new IllegalArgumentException(
          "predict: found no sample, needed at least one of %s. Try one."
              .formatted(loaded.checked().input()));
    }
    List<double[]> rows = rows(samples);
    float[] said;
    try (Lifetime.Use use = networks.use("predict");
        Autograd.Mode paused = Autograd.paused()) {
      said = ReferencePredictions.of(networks, form.targets(), rows).predictions().of(rows, export);
    }
    double[] values = new double[said.length];
    Arrays.setAll(values, i -> said[i]);
    List<String> names = IntStream.range(0, rows.size()).mapToObj(row -> "sample " + row).toList();
    return Prediction.ofRows(
        loaded.readout(), names, output, values, loaded.classes(), loaded.outputs());
  }

  /**
   * Gives the class probabilities or values of one row of a table, where the model was trained on
   * one with a recipe.
   *
   * @param row what stands in each column, by its name; null for a missing cell
   * @throws dev.espalier.data.problem.DataException if a column is absent, or its cell cannot be
   *     read
   */
  public Prediction predict(Map<String, ?> row) {
    Given.all("row", row);
    return predict(List.of(form.prepare("row", row))).get(0);
  }

  /**
   * Gives the class probabilities of a picture in a file, where the model was trained on a folder
   * of pictures.
   *
   * @param picture PNG, JPEG, GIF or BMP; it is brought to size as those were
   * @throws dev.espalier.data.problem.DataException if it is no picture, or is damaged
   */
  public Prediction predict(Path picture) {
    Given.all("picture", picture);
    return predict(List.of(form.prepare(picture))).get(0);
  }

  /**
   * Gives the class probabilities or values of a text, where the model was trained on one column of
   * texts.
   *
   * @throws dev.espalier.data.problem.DataException if the text is blank, or its tokenizer's
   *     library is absent
   * @throws IllegalArgumentException if inputs are other columns, or no table's
   */
  public Prediction predict(String text) {
    Given.all("text", text);
    return predict(Tokenized.row(form.recipe(), text));
  }

  /**
   * Gives what is predicted for each row of a table, where the model was trained on one with a
   * recipe: a column {@code class} and {@code probability of NAME} for each, or the values.
   *
   * @param table columns are found by their names; what is to be predicted need not be in it
   * @throws dev.espalier.data.problem.DataException if a column is absent, or its cells cannot be
   *     read
   */
  public Table predict(Table table) {
    Given.all("table", table);
    DataSet data = form.toPredict(table);
    List<Prediction> said = predict(IntStream.range(0, data.size()).mapToObj(data::input).toList());
    return PredictionTable.of(table.name(), said, form.recipe().orElseThrow().target().columns());
  }

  private List<double[]> rows(List<Sample> samples) {
    List<double[]> rows = new ArrayList<>(samples.size());
    for (Sample sample : samples) {
      String where = samples.size() == 1 ? "sample" : "sample " + rows.size();
      rows.add(form.prepare(where, sample).doubles());
    }
    return rows;
  }

  @Override
  public void close() {
    networks.close();
  }

  @Override
  public String toString() {
    return loaded + ", ready";
  }
}
