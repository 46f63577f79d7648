package dev.espalier.data;

import dev.espalier.check.TokenLayer;
import dev.espalier.data.Targets.Classes;
import dev.espalier.data.image.PictureRecipe;
import dev.espalier.data.problem.DataException;
import dev.espalier.data.rows.Rows;
import dev.espalier.data.table.TableRecipe;
import dev.espalier.data.table.TableRows;
import dev.espalier.data.table.TableSource;
import dev.espalier.describe.TrainedOn;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Dims;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/**
 * What the data were that networks were trained on, and the one door through which all other data
 * reach these networks.
 *
 * <p>The rule for inputs: raw values go in everywhere, and are normalised here as the training data
 * were. Data and samples that say they were normalised the same way are taken as they are; those
 * that were normalised in another way are refused.
 *
 * <p>The rule for classes: other data may have the same classes in another order, or only some of
 * them; their labels are then renumbered by the classes' names. Where classes are known by number
 * alone, their numbers must be as many.
 *
 * <p>The rule for tables: what a table's recipe has learned on the training rows makes the features
 * of all other rows, which are found by the columns' names.
 *
 * @param name whose form it is, such as the training data's name; shown in messages
 * @param dims the shape of an input
 * @param targets what the targets are
 * @param normalization what is done to raw inputs, if anything
 * @param tokens the layer that takes inputs as numbers of tokens, if one does
 * @param recipe what a table's columns become, if inputs are rows of one
 * @param pictures what files of pictures become, if inputs are such
 */
public record DataForm(
    String name,
    Dims dims,
    Targets targets,
    Optional<Normalization> normalization,
    Optional<TokenLayer> tokens,
    Optional<TableRecipe> recipe,
    Optional<PictureRecipe> pictures) {
  /** Refuses null. */
  public DataForm {
    Given.all(
        "name",
        name,
        "dims",
        dims,
        "targets",
        targets,
        "normalization",
        normalization,
        "tokens",
        tokens,
        "recipe",
        recipe,
        "pictures",
        pictures);
  }

  /** Gives a form of inputs that are not made from files of pictures. */
  public DataForm(
      String name,
      Dims dims,
      Targets targets,
      Optional<Normalization> normalization,
      Optional<TokenLayer> tokens,
      Optional<TableRecipe> recipe) {
    this(name, dims, targets, normalization, tokens, recipe, Optional.empty());
  }

  /** Gives the form of a data set. */
  public static DataForm of(DataSet data) {
    Given.all("data", data);
    return new DataForm(
        data.name(),
        data.inputDims(),
        data.kind(),
        data.normalization(),
        Optional.empty(),
        data.recipe(),
        data.pictures());
  }

  /** Gives what of this form goes with a network that is given to others. */
  public TrainedOn trainedOn() {
    return new TrainedOn(
        normalization.map(Normalization::offsets).orElse(List.of()),
        normalization.map(Normalization::scales).orElse(List.of()),
        targets instanceof Classes classes ? classes.names() : List.of(),
        targets.scaled().map(Normalization::offsets).orElse(List.of()),
        targets.scaled().map(Normalization::scales).orElse(List.of()),
        recipe.map(own -> own.columns().toString()).orElse(""));
  }

  /** Gives this form with a layer that takes inputs as numbers of tokens, or with none. */
  public DataForm tokens(Optional<TokenLayer> layer) {
    return new DataForm(name, dims, targets, normalization, layer, recipe, pictures);
  }

  /** Gives this form with what a table's columns become, or for inputs as they are. */
  public DataForm recipe(Optional<TableRecipe> other) {
    return new DataForm(name, dims, targets, normalization, tokens, other, pictures);
  }

  /** Gives this form with what files of pictures become, or for inputs that are none. */
  public DataForm pictures(Optional<PictureRecipe> other) {
    return new DataForm(name, dims, targets, normalization, tokens, recipe, other);
  }

  /** Gives why data cannot be brought to this form; looks at the values where they are tokens. */
  public List<Problem> problems(DataSet data) {
    Given.all("data", data);
    List<Problem> problems = new ArrayList<>();
    String where = "data set '" + data.name() + "'";
    tableProblem(where, data.recipe()).ifPresent(problems::add);
    boolean encodes = recipe.isPresent() && data.table().isPresent();
    if (encodes && !data.recipe().equals(recipe)) {
      problems.addAll(data.table().get().problems(recipe.get()));
    }
    if (!encodes && problems.isEmpty() && !data.inputDims().equals(dims)) {
      problems.add(
          new Problem(
              where,
              "found rows of %s, needed %s as '%s' takes".formatted(data.inputDims(), dims, name),
              "the same features"));
    }
    if (pictures.isPresent() && data.pictures().isPresent() && !data.pictures().equals(pictures)) {
      problems.add(
          new Problem(
              where,
              "found %s, needed %s as '%s' has"
                  .formatted(data.pictures().get(), pictures.get(), name),
              "the same size and fit"));
    }
    targetProblem(where, data.kind()).ifPresent(problems::add);
    normalizationProblem(where, data.normalization()).ifPresent(problems::add);
    if (problems.isEmpty() && tokens.isPresent()) {
      problems.addAll(InputChecks.problems(inputs(data), tokens.get(), where + ", "));
      problems.addAll(InputChecks.padded(inputs(data), data, tokens.get()));
    }
    return problems;
  }

  /**
   * Gives data in this form: normalised, and with labels by these classes' numbers.
   *
   * @throws DataException if they cannot be brought to it
   */
  public DataSet prepare(DataSet data) {
    Given.all("data", data);
    List<Problem> problems = problems(data);
    if (!problems.isEmpty()) {
      throw new DataException("data for '" + name + "'", problems);
    }
    DataSet encoded = encoded(data);
    DataSet normalized =
        encoded.normalization().isPresent() || recipe.isPresent() ? encoded : normalized(encoded);
    if (targets instanceof Classes classes) {
      return normalized.withClasses(classes);
    }
    return targets.scaled().isEmpty() || normalized.kind().equals(targets)
        ? normalized
        : normalized.targetsNormalized(targets.scaled().get());
  }

  /**
   * Gives a sample in this form.
   *
   * @param where how messages call it, such as {@code sample 3}
   * @throws IllegalArgumentException if it cannot be brought to it
   */
  public Sample prepare(String where, Sample sample) {
    Given.all("where", where, "sample", sample);
    Optional<Problem> problem = problem(where, sample);
    if (problem.isPresent()) {
      throw new IllegalArgumentException(problem.get().toString());
    }
    Sample encoded = encoded(where, sample);
    Sample prepared =
        encoded.normalization().isPresent()
            ? encoded
            : normalization.map(each -> each.apply(encoded)).orElse(encoded);
    Optional<Problem> value = InputChecks.problem(where, prepared, tokens);
    if (value.isPresent()) {
      throw new IllegalArgumentException(value.get().toString());
    }
    return prepared;
  }

  /**
   * Gives a row of a table in this form.
   *
   * @param where how messages call it, such as {@code sample 3}
   * @param row what stands in each column, by its name; null for a missing cell. Columns that no
   *     feature comes from are ignored
   * @throws DataException if a column is absent, or its cell cannot be read
   * @throws IllegalArgumentException if inputs are no rows of a table
   */
  public Sample prepare(String where, Map<String, ?> row) {
    Given.all("where", where, "row", row);
    if (recipe.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: found columns by name, needed %s, as '%s' was no table with a recipe. Try Sample.of(...), or training on Data.fromTable(table, t -> ...)."
              .formatted(where, dims, name));
    }
    Sample encoded = Sample.of(dims, recipe.get().encode(where, row)).fromRow(row, recipe.get());
    return prepare(where, encoded);
  }

  /**
   * Gives a picture in this form.
   *
   * @param file PNG, JPEG, GIF or BMP, of any size if the recipe says how to fit it
   * @throws DataException if it is no picture, is damaged, or of another size
   * @throws IllegalArgumentException if inputs are no pictures
   */
  public Sample prepare(Path file) {
    Given.all("file", file);
    String where = "picture '%s'".formatted(file.getFileName());
    if (pictures.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: found a file, needed %s, as '%s' was no folder of pictures. Try Sample.of(...), or training on Data.fromPictures(folder, p -> ...)."
              .formatted(where, dims, name));
    }
    return prepare(where, Sample.of(dims, pictures.get().values(file)));
  }

  /**
   * Gives a table's rows in this form, to predict for: what is to be predicted need not be in it,
   * and is 0 in what this gives.
   *
   * @throws DataException naming every column that is absent, or whose cells cannot be read
   * @throws IllegalArgumentException if inputs are no rows of a table
   */
  public DataSet toPredict(Table table) {
    Given.all("table", table);
    String called = "table '" + table.name() + "'";
    if (recipe.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: found columns by name, needed %s, as '%s' was no table with a recipe. Try Data.fromTable(table, ...)."
              .formatted(called, dims, name));
    }
    if (table.rowCount() == 0) {
      throw DataException.of(called, "rows", "found none, needed at least 1", "another table");
    }
    TableSource source = TableSource.of(table, table.columnNames());
    double[] none = new double[Math.toIntExact(source.size() * targets.dims().count())];
    return DataSet.of(
        table.name(), TableRows.of(source, recipe.get()), Rows.of(none, targets.dims()), targets);
  }

  /** Gives sentences on categories that the training rows did not have. */
  public List<String> unknown(DataSet data) {
    Given.all("data", data);
    return recipe.isEmpty()
        ? List.of()
        : data.table().map(rows -> rows.by(recipe.get()).notes()).orElse(List.of()).stream()
            .map(each -> "data set '%s', %s".formatted(data.name(), each))
            .toList();
  }

  /** Gives a sentence on labels that are renumbered by name; none where they are as they were. */
  public Optional<String> note(DataSet data) {
    Given.all("data", data);
    if (!(data.kind() instanceof Classes own)
        || !(targets instanceof Classes known)
        || own.equals(known)) {
      return Optional.empty();
    }
    List<String> absent = ClassNames.without(known, own);
    return Optional.of(
        "data set '%s': its classes %s were found by name among %s%s"
            .formatted(
                data.name(),
                ClassNames.text(own),
                ClassNames.text(known),
                absent.isEmpty() ? "" : "; no row is of " + ClassNames.text(absent)));
  }

  private DataSet encoded(DataSet data) {
    return recipe.isEmpty() || data.recipe().equals(recipe)
        ? data
        : data.encoded(data.table().orElseThrow().by(recipe.get()));
  }

  private Sample encoded(String where, Sample sample) {
    if (recipe.isEmpty() || sample.row().orElseThrow().recipe().equals(recipe.get())) {
      return sample;
    }
    Map<String, @Nullable Object> cells = sample.row().orElseThrow().cells();
    return Sample.of(dims, recipe.get().encode(where, cells)).fromRow(cells, recipe.get());
  }

  private Optional<Problem> tableProblem(String where, Optional<TableRecipe> found) {
    if (found.isPresent() == recipe.isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        recipe.isPresent()
            ? new Problem(
                where,
                "found values without columns, needed the columns %s of '%s'"
                    .formatted(recipe.get().names(), name),
                "a row by the names of its columns, or Data.fromTable(table, t -> ...)")
            : new Problem(
                where,
                "found features that it learned from itself, and '%s' was no table with a recipe"
                    .formatted(name),
                "the features as they were given to it"));
  }

  private Optional<Problem> problem(String where, Sample sample) {
    Optional<Problem> table = tableProblem(where, sample.row().map(Sample.RawRow::recipe));
    if (table.isPresent()) {
      return table;
    }
    if (recipe.isPresent() && !sample.row().orElseThrow().recipe().equals(recipe.get())) {
      return Optional.empty();
    }
    if (!sample.dims().equals(dims)) {
      return Optional.of(
          new Problem(
              where,
              "found shape %s, needed %s as '%s' takes".formatted(sample.dims(), dims, name),
              "Sample.of(dims, values)"));
    }
    Optional<Problem> raw =
        InputChecks.problem(where, sample, normalization.isPresent() ? Optional.empty() : tokens);
    return raw.isPresent() ? raw : normalizationProblem(where, sample.normalization());
  }

  private Optional<Problem> targetProblem(String where, Targets found) {
    if (found instanceof Classes own
        && targets instanceof Classes known
        && own.cells().equals(known.cells())) {
      return ClassNames.problem(where, own, known);
    }
    boolean fits =
        targets instanceof Targets.Values
            && found.dims().equals(targets.dims())
            && found instanceof Targets.Values
            && found.outputs().equals(targets.outputs())
            && (found.scaled().isEmpty() || found.scaled().equals(targets.scaled()));
    return fits
        ? Optional.empty()
        : Optional.of(
            new Problem(
                where,
                "found %s as targets, needed %s as '%s' has".formatted(found, targets, name),
                targets instanceof Classes ? "labels" : "the values to predict"));
  }

  private Optional<Problem> normalizationProblem(String where, Optional<Normalization> found) {
    if (found.isEmpty() || found.equals(normalization)) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            where,
            normalization.isEmpty()
                ? "it is normalised, and '%s' is not".formatted(name)
                : "it is normalised in another way than '%s' is".formatted(name),
            normalization.isEmpty()
                ? "the raw values"
                : "the raw values, which are normalised as '%s' is".formatted(name)));
  }

  private Rows inputs(DataSet data) {
    return data.normalization().isPresent() || normalization.isEmpty()
        ? data.inputs()
        : normalization.get().apply(data.inputs());
  }

  private DataSet normalized(DataSet data) {
    return normalization.map(data::normalized).orElse(data);
  }

  @Override
  public String toString() {
    return "%s %s of '%s'%s"
        .formatted(dims, targets, name, normalization.isPresent() ? ", normalised" : "");
  }
}
