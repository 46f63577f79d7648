package dev.espalier.data;

import dev.espalier.data.Targets.Classes;
import dev.espalier.data.image.PictureBuilder;
import dev.espalier.data.image.PictureRecipe;
import dev.espalier.data.problem.DataException;
import dev.espalier.data.problem.Findings;
import dev.espalier.data.rows.Rows;
import dev.espalier.data.split.Parts;
import dev.espalier.data.table.Scaling;
import dev.espalier.data.table.TableRecipe;
import dev.espalier.data.table.TableRows;
import dev.espalier.data.table.TableTarget;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Seeds;
import dev.espalier.weights.TensorData;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Inputs with their targets, classes or values; immutable.
 *
 * <p>Every data set was checked when it was made: it has at least one row, only finite values, and
 * only labels of its classes. What is made from it (a split, a sample, normalised data) is a view
 * that copies nothing. The same seed always gives the same rows.
 */
public final class DataSet {
  private static final int CHUNK = 256;

  private final String name;
  private final Rows inputs;
  private final Rows targets;
  private final Targets kind;
  private final @Nullable Normalization normalization;
  private final DataColumns columns;

  private DataSet(
      String name,
      Rows inputs,
      Rows targets,
      Targets kind,
      @Nullable Normalization normalization,
      DataColumns columns) {
    this.name = name;
    this.inputs = inputs;
    this.targets = targets;
    this.kind = kind;
    this.normalization = normalization;
    this.columns = columns;
  }

  /**
   * Gives a data set over rows, after a look at every value.
   *
   * @param targets one row for each input: class numbers as scalars, or values
   * @throws DataException if there is no row, the numbers of rows differ, a value is not finite or
   *     a label is not the number of a class
   */
  public static DataSet of(String name, Rows inputs, Rows targets, Targets kind) {
    Given.all("name", name, "inputs", inputs, "targets", targets, "kind", kind);
    RowChecks.requireSound(name, inputs, targets, kind);
    return new DataSet(name, inputs, targets, kind, null, DataColumns.NONE);
  }

  /** Gives a table's rows, after a look at every value. */
  static DataSet of(String name, TableRows table, Rows targets, Targets kind) {
    Findings findings = new Findings();
    Rows inputs = table.encoded(findings);
    findings.throwIfAny("table '" + name + "'");
    DataSet data = of(name, inputs, targets, kind);
    return data.with(data.columns.withTable(Optional.of(table)));
  }

  /** Gives pictures, whose values and labels are sound as they were read. */
  static DataSet of(String name, PictureBuilder.Read read) {
    Classes kind = new Classes(read.classes());
    DataColumns columns = DataColumns.NONE.withPictures(read.recipe());
    return new DataSet(name, read.inputs(), read.labels(), kind, null, columns);
  }

  /** Gives how files of pictures become inputs like these, if these were such files. */
  public Optional<PictureRecipe> pictures() {
    return columns.pictures();
  }

  /** Gives the name, which reports and messages show. */
  public String name() {
    return name;
  }

  /** Gives the inputs. */
  public Rows inputs() {
    return inputs;
  }

  /** Gives the targets: class numbers as scalars, or values. */
  public Rows targets() {
    return targets;
  }

  /** Gives what the targets are. */
  public Targets kind() {
    return kind;
  }

  /** Gives what was done to the inputs, if anything; an export puts it into the model. */
  public Optional<Normalization> normalization() {
    return Optional.ofNullable(normalization);
  }

  /** Gives the number of rows. */
  public int size() {
    return inputs.size();
  }

  /** Gives the shape of one input. */
  public Dims inputDims() {
    return inputs.dims();
  }

  /** Gives one input; that of a normalised data set says how it was normalised. */
  public Sample input(int row) {
    requireRow("input", row);
    Sample sample = Sample.of(inputDims(), inputs.row(row));
    if (columns.table().isPresent()) {
      TableRows table = columns.table().get();
      return sample.fromRow(table.cells(row), table.recipe());
    }
    return normalization == null ? sample : sample.normalizedBy(normalization);
  }

  /** Gives one target as a new array; a class is its number. */
  public double[] target(int row) {
    requireRow("target", row);
    return targets.row(row);
  }

  /**
   * Gives the number of one row's class.
   *
   * @throws DataException if the targets are values
   */
  public int label(int row) {
    requireLabels("label(" + row + ")");
    requireRow("label", row);
    return (int) targets.row(row)[0];
  }

  /**
   * Gives the number of every row's class as a new array.
   *
   * @throws DataException if the targets are values
   */
  public int[] labels() {
    requireLabels("labels()");
    double[] labels = targets.doubles(0, size());
    return IntStream.range(0, labels.length).map(row -> (int) labels[row]).toArray();
  }

  /**
   * Gives the classes' names, by number.
   *
   * @throws DataException if the targets are values
   */
  public List<String> classes() {
    return requireClasses("classes()").names();
  }

  /**
   * Gives how many rows each class has, by name, in the order of the class numbers; of classes of
   * cells how many cells.
   *
   * @throws DataException if the targets are values
   */
  public Map<String, Integer> classCounts() {
    List<String> names = classes();
    int[] found = new int[names.size()];
    for (int from = 0; from < size(); from += CHUNK) {
      for (double label : targets.doubles(from, Math.min(from + CHUNK, size()))) {
        if (label != ignored()) {
          found[(int) label]++;
        }
      }
    }
    Map<String, Integer> counts = new LinkedHashMap<>();
    IntStream.range(0, found.length).forEach(i -> counts.put(names.get(i), found[i]));
    return Collections.unmodifiableMap(counts);
  }

  /**
   * Divides the rows at random; classes are divided one by one, so that both parts have them in the
   * same proportion, and every class of two rows or more is in both parts.
   *
   * @param fraction the part that is for training, between 0 and 1
   * @throws DataException if a part would be empty
   */
  public Split split(double fraction, long seed) {
    int[] labels = hasLabels() ? labels() : new int[size()];
    return Splitting.split(this, labels, fraction, seed);
  }

  /**
   * Divides the rows at random, whatever their classes.
   *
   * @param fraction the part that is for training, between 0 and 1
   * @throws DataException if a part would be empty
   */
  public Split splitPlain(double fraction, long seed) {
    return Splitting.split(this, new int[size()], fraction, seed);
  }

  /**
   * Divides the rows at random into three parts, classes one by one; the rest is for testing.
   *
   * @param training the part that is for training
   * @param validation the part that is for validation; with the other less than 1
   * @throws DataException if a part would be empty
   */
  public ThreeWaySplit split(double training, double validation, long seed) {
    if (!(validation > 0 && training + validation < 1)) {
      throw problem(
          "split(%s, %s, %s)".formatted(training, validation, seed),
          "found parts that leave nothing for testing, needed a sum below 1",
          "split(0.6, 0.2, " + seed + ")");
    }
    Split first = split(training, seed);
    Split second = first.test().split(validation / (1 - training), Seeds.derive(seed, "rest"));
    return new ThreeWaySplit(
        first.train(), second.train().named(name + " (validation)"), second.test());
  }

  /**
   * Divides the rows so that no group, such as a patient, is in both parts.
   *
   * @param column the column of the table that names the groups; a recipe may drop it
   * @param fraction the part of the rows that is for training, as near as whole groups allow
   * @throws DataException if there is no such column, or one group alone
   */
  public Split splitByGroup(String column, double fraction, long seed) {
    Given.all("column", column);
    return split(Parts.byGroup(subject(), column(column), fraction, seed), "");
  }

  /**
   * Divides the rows so that no group is in both parts.
   *
   * @param groups each row's group
   * @param fraction the part of the rows that is for training, as near as whole groups allow
   * @throws DataException if there are not as many groups as rows, or one group alone
   */
  public Split splitByGroup(String[] groups, double fraction, long seed) {
    Given.all("groups", groups);
    return split(Parts.byGroup(subject(), each("groups", groups), fraction, seed), "");
  }

  /**
   * Divides the rows so that all for testing are later than those for training.
   *
   * @param column the table's column of dates or numbers; a recipe may drop it
   * @param fraction the part of the rows that is for training, but for rows of one time
   * @throws DataException if there is no such column, or one time alone
   */
  public Split splitByTime(String column, double fraction) {
    Given.all("column", column);
    return splitByTime(column, "", fraction);
  }

  /**
   * Divides the rows so that all for testing are later than those for training, by a column of
   * dates that the recipe does not read.
   *
   * @param pattern how the dates are written, such as {@code dd.MM.yyyy}; empty for ISO 8601, or as
   *     the recipe says
   * @throws DataException if there is no such column, one time alone, or a cell that is no time
   * @throws IllegalArgumentException if the pattern is none
   */
  public Split splitByTime(String column, String pattern, double fraction) {
    Given.all("column", column, "pattern", pattern);
    double[] times = tableForSplits(column).times(column, pattern, subject());
    return split(Parts.byTime(subject(), times, fraction), "");
  }

  /** Divides the rows so that all for testing are later than those for training. */
  public Split splitByTime(double[] times, double fraction) {
    Given.all("times", times);
    Findings findings = new Findings();
    requireAsMany("times", times.length, findings);
    for (int row = 0; row < times.length; row++) {
      if (!Double.isFinite(times[row])) {
        findings.add("row " + row, "the time is %s, needed a number".formatted(times[row]), "");
      }
    }
    findings.throwIfAny(subject());
    return split(Parts.byTime(subject(), times, fraction), "");
  }

  /**
   * Divides the rows as many times, so that each is for testing once; classes are spread evenly.
   *
   * @throws DataException if there are fewer rows than parts, or less than 2 parts
   */
  public List<Split> folds(int parts, long seed) {
    int[] labels = hasLabels() ? labels() : new int[size()];
    return splits(Parts.folds(subject(), labels, parts, seed));
  }

  /**
   * Divides the rows as many times, so that each group is for testing once, and as a whole.
   *
   * @param column the column of the table that names the groups; a recipe may drop it
   * @throws DataException if there is no such column, or fewer groups than parts
   */
  public List<Split> foldsByGroup(String column, int parts, long seed) {
    Given.all("column", column);
    return splits(Parts.foldsByGroup(subject(), column(column), parts, seed));
  }

  /** Divides the rows as many times, so that each group is for testing once, and as a whole. */
  public List<Split> foldsByGroup(String[] groups, int parts, long seed) {
    Given.all("groups", groups);
    return splits(Parts.foldsByGroup(subject(), each("groups", groups), parts, seed));
  }

  private List<Split> splits(List<Parts> all) {
    return IntStream.range(0, all.size())
        .mapToObj(fold -> split(all.get(fold), ", fold " + (fold + 1)))
        .toList();
  }

  private Split split(Parts parts, String fold) {
    return new Split(
        select(parts.trainRows()).named(name + " (training" + fold + ")"),
        select(parts.testRows()).named(name + " (test" + fold + ")"));
  }

  private List<String> each(String what, String[] groups) {
    Findings findings = new Findings();
    requireAsMany(what, groups.length, findings);
    findings.throwIfAny(subject());
    return List.of(groups);
  }

  private void requireAsMany(String what, int found, Findings findings) {
    if (found != size()) {
      findings.add(
          what, "found %s, needed %s as there are rows".formatted(found, size()), "one a row");
    }
  }

  private List<String> column(String column) {
    return tableForSplits(column).texts(column, subject());
  }

  private TableRows tableForSplits(String column) {
    return columns
        .table()
        .orElseThrow(
            () ->
                problem(
                    "column " + column,
                    "the data are no table with a recipe",
                    "an array with one a row, or Data.fromTable(table, t -> ...)"));
  }

  /**
   * Gives the first rows.
   *
   * @throws DataException if there are not as many, or none is asked for
   */
  public DataSet take(int rows) {
    if (rows < 1 || rows > size()) {
      throw problem(
          "take(" + rows + ")",
          "found %s rows, needed %s".formatted(size(), Math.max(rows, 1)),
          "take(" + size() + ")");
    }
    return select(IntStream.range(0, rows).toArray());
  }

  /**
   * Gives as many rows of each class, at random.
   *
   * @throws DataException if a class has not as many, or the targets are values
   */
  public DataSet sample(int perClass, long seed) {
    requireLabels("sample(" + perClass + ", " + seed + ")");
    if (perClass < 1) {
      throw problem("sample(...)", "found " + perClass + " rows a class, needed at least 1", "100");
    }
    Findings findings = new Findings();
    classCounts()
        .forEach(
            (each, count) -> {
              if (count < perClass) {
                findings.add(
                    "class " + each, "found %s rows, needed %s".formatted(count, perClass), "");
              }
            });
    findings.throwIfAny(subject());
    return select(Splitting.perClass(labels(), perClass, seed));
  }

  /**
   * Gives the rows of these numbers, in their order; a number may occur again.
   *
   * @throws DataException if there is no number, or one that no row has
   */
  public DataSet select(int... rows) {
    Given.all("rows", rows);
    Findings findings = new Findings();
    if (rows.length == 0) {
      findings.add("select()", "found no row number, needed at least 1", "");
    }
    for (int row : rows) {
      if (row < 0 || row >= size()) {
        findings.add("select(...)", "found row " + row + ", needed 0 to " + (size() - 1), "");
      }
    }
    findings.throwIfAny(subject());
    return new DataSet(
        name, inputs.select(rows), targets.select(rows), kind, normalization, columns.select(rows));
  }

  /** Gives the rows in a random order. */
  public DataSet shuffled(long seed) {
    return select(Splitting.shuffled(size(), seed));
  }

  /**
   * Gives the same inputs with some labels wrong: of the rows, as many as the fraction says,
   * rounded, get another class, each other class being as likely.
   *
   * @param fraction the part of the rows, from 0 to 1
   * @throws DataException if the fraction is out of range, or the targets are values
   */
  public DataSet withLabelNoise(double fraction, long seed) {
    Classes classes = requireLabels("withLabelNoise(" + fraction + ", " + seed + ")");
    if (!(fraction >= 0 && fraction <= 1)) {
      throw problem("withLabelNoise(" + fraction + ")", "the fraction lies from 0 to 1", "0.2");
    }
    double[] labels = LabelNoise.added(labels(), classes.count(), fraction, seed);
    return new DataSet(name, inputs, Rows.of(labels, Dims.of()), kind, normalization, columns);
  }

  /**
   * Gives these rows and then those of another data set, which are brought to the form of these:
   * see {@link DataForm#prepare}.
   *
   * @throws DataException if the other has another input shape, other targets or another
   *     normalisation
   */
  public DataSet and(DataSet other) {
    Given.all("other", other);
    DataSet fitting = DataForm.of(this).prepare(other);
    return new DataSet(
        name,
        inputs.and(fitting.inputs),
        targets.and(fitting.targets),
        kind,
        normalization,
        columns.and(fitting.columns, name));
  }

  /**
   * Gives the same rows as of other classes, their labels numbered by the classes' names; a class
   * that these data do not know has no row.
   *
   * @param classes all that these data have, and maybe more, in any order
   * @throws DataException if the targets are values, a class of these data is none of the others,
   *     or either are known by number alone
   */
  public DataSet withClasses(Classes classes) {
    Given.all("classes", classes);
    Classes own = requireClasses("withClasses(...)");
    if (own.equals(classes)) {
      return this;
    }
    Findings findings = new Findings();
    ClassNames.problem("withClasses(...)", own, classes).ifPresent(findings::add);
    columns.classesProblem("withClasses(...)").ifPresent(findings::add);
    findings.throwIfAny(subject());
    Rows renumbered = targets.renumbered(ClassNames.numbers(own, classes), ignored());
    Classes marked =
        new Classes(classes.names(), classes.numbered(), own.cells(), own.unlabelled());
    return new DataSet(name, inputs, renumbered, marked, normalization, columns);
  }

  /**
   * Gives the rows of some classes only, which are then all classes that there are, numbered in
   * this order.
   *
   * @throws DataException if there is no such class, a class is named twice, no row is of one, or
   *     the targets are values
   */
  public DataSet classes(String first, String... others) {
    Given.all("first", first, "others", others);
    List<String> wanted = Stream.concat(Stream.of(first), Stream.of(others)).toList();
    Classes own = requireLabels("classes(...)");
    Findings findings = new Findings();
    for (String each : new LinkedHashSet<>(wanted)) {
      if (!own.names().contains(each)) {
        findings.add(
            "classes(...)", "there is no class '%s'".formatted(each), "some of " + own.names());
      } else if (classCounts().getOrDefault(each, 0) == 0) {
        findings.add("classes(...)", "no row is of class '%s'".formatted(each), "other classes");
      }
      if (wanted.indexOf(each) != wanted.lastIndexOf(each)) {
        findings.add("classes(...)", "class '%s' is named twice".formatted(each), "it once");
      }
    }
    columns.classesProblem("classes(...)").ifPresent(findings::add);
    findings.throwIfAny(subject());
    int[] labels = labels();
    int[] rows =
        IntStream.range(0, size())
            .filter(row -> wanted.contains(own.names().get(labels[row])))
            .toArray();
    double[] renumbered = new double[rows.length];
    Arrays.setAll(renumbered, row -> wanted.indexOf(own.names().get(labels[rows[row]])));
    return new DataSet(
        name,
        inputs.select(rows),
        Rows.of(renumbered, Dims.of()),
        new Classes(wanted),
        normalization,
        columns.select(rows));
  }

  /** Gives the data with other targets, as many. */
  DataSet withTargets(Rows others, Targets of) {
    return new DataSet(name, inputs, others, of, normalization, columns);
  }

  /** Gives the data set under another name. */
  public DataSet named(String other) {
    Given.all("other", other);
    return new DataSet(other, inputs, targets, kind, normalization, columns);
  }

  /**
   * Gives the data with normalised inputs; what was done before is kept in one with it.
   *
   * @throws DataException if a value is no longer finite, as by a scale that is too small for it
   */
  public DataSet normalized(Normalization next) {
    Given.all("next", next);
    if (columns.table().isPresent()) {
      throw problem(
          "normalized(...)",
          "the table's recipe says how its columns are scaled",
          "standardize() or scaleToUnit() in the recipe");
    }
    Normalization all = normalization == null ? next : normalization.then(next);
    Rows normalized = next.apply(inputs);
    RowChecks.requireFinite(name, normalized, "normalised input");
    return new DataSet(name, normalized, targets, kind, all, columns.normalized(next, name));
  }

  /**
   * Gives the same rows, each counting by a weight: in the loss, which is a batch's weighted mean,
   * {@code sum w l / sum w}, and in measures, as scikit-learn's {@code sample_weight}. What is made
   * of the rows, such as a split, keeps their weights. Losses of labels take them; a method that
   * trains by other terms refuses them.
   *
   * @param weights one a row, in their order, of at least 0 and not all 0
   * @throws DataException if they are not as many, one is below 0, or there are weights already
   */
  public DataSet withWeights(double... weights) {
    Given.all("weights", weights);
    return with(columns.withWeights(weights, size(), name));
  }

  /**
   * Gives the same rows, each counting by a weight of its own.
   *
   * @param column the table's column of numbers; a recipe may drop it
   * @throws DataException if there is no such column, or a weight is none
   */
  public DataSet withWeights(String column) {
    Given.all("column", column);
    return withWeights(tableForSplits(column).numbers(column, subject()));
  }

  /** Gives how much each row counts, one scalar a row, if that was said. */
  public Optional<Rows> weights() {
    return columns.weights();
  }

  /**
   * Gives the data with more inputs, of which no target is known: a training walks over them too,
   * and only terms that need no target look at them. Measures, splits and counts leave them out.
   *
   * @param inputs in the form of these data's
   * @throws DataException if there is none, they are of another shape, or a value is not finite
   */
  public DataSet withUnlabelled(Rows inputs) {
    Given.all("inputs", inputs);
    DataColumns more = columns.withUnlabelled(inputs, inputDims(), name);
    return new DataSet(name, this.inputs, targets, kind, normalization, more);
  }

  /** Gives the inputs of which no target is known, if there are any. */
  public Optional<Rows> unlabelled() {
    return columns.unlabelled();
  }

  /** Gives the number of rows that a training walks over: with targets, and without. */
  public int trainedRows() {
    return size() + unlabelled().map(Rows::size).orElse(0);
  }

  /**
   * Gives the data with a column of values beside the targets, such as the logits that another
   * model gave for each row; what is made from the data keeps it. A stage reads it as {@code
   * Target.Column}, distillation by {@code stored(name)}.
   *
   * <pre>{@code
   * data.withColumn("teacher", Weights.read(path).tensors().get("logits"))
   * }</pre>
   *
   * @param column its name
   * @param values one row each; of class scores in the order of these data's classes
   * @throws DataException if there are not as many rows, a value is not finite, or there is a
   *     column of that name
   */
  public DataSet withColumn(String column, Rows values) {
    Given.all("column", column, "values", values);
    DataColumns more = columns.with(column, values, size(), name);
    return new DataSet(name, inputs, targets, kind, normalization, more);
  }

  /**
   * Gives the data with a column of values from a file.
   *
   * @param values {@code (rows, ...)}
   * @throws DataException as the other
   */
  public DataSet withColumn(String column, TensorData values) {
    Given.all("column", column, "values", values);
    return withColumn(column, DataColumns.rows(column, values, name));
  }

  /**
   * Gives the data with probabilities beside the labels, as their logarithms: as logits of
   * temperature 1 they are soft targets. A probability of 0 counts as 1e-30.
   *
   * @param probabilities one row each, in the order of these data's classes, from 0 to 1
   * @throws DataException as for a column, or if a value lies outside, or the targets are values
   */
  public DataSet withProbabilities(String column, Rows probabilities) {
    Given.all("column", column, "probabilities", probabilities);
    int count = requireLabels("withProbabilities(...)").count();
    return withColumn(column, DataColumns.logarithms(column, probabilities, count, name));
  }

  /** Gives the columns beside inputs and targets, by name. */
  public Map<String, Rows> columns() {
    return columns.rows();
  }

  /** Gives what the columns of the table become that the inputs were made from, if they were. */
  public Optional<TableRecipe> recipe() {
    return columns.table().map(TableRows::recipe);
  }

  /**
   * Gives the data with their table's recipe as it is learned on these rows alone; data that no
   * table's recipe belongs to as they are.
   *
   * @throws DataException if nothing can be learned, as where all cells of a column are missing
   */
  public DataSet fitted() {
    if (columns.table().isEmpty()) {
      return this;
    }
    Findings findings = new Findings();
    TableRows table = columns.table().get();
    TableRows learned = table.fitted(findings);
    findings.throwIfAny(subject());
    DataSet made = learned.recipe().equals(table.recipe()) ? this : encoded(learned);
    Scaling scaling =
        table.recipe().target() instanceof TableTarget.Amounts amounts
            ? amounts.scaling()
            : Scaling.NONE;
    return switch (scaling) {
      case NONE -> made;
      case STANDARD -> made.unscaled().targetsNormalized(Normalization::standardizing);
      case UNIT -> made.unscaled().targetsNormalized(Normalization::scalingToUnit);
    };
  }

  /**
   * Gives the data with scaled targets, which a training works on; predictions and measures of what
   * is trained on them are in the targets' own units.
   *
   * @throws DataException if the targets are classes, or are scaled already
   */
  public DataSet targetsNormalized(Normalization by) {
    Given.all("by", by);
    if (!(kind instanceof Targets.Values values)
        || values.scaling().isPresent()
        || values.unknown().isPresent()) {
      throw problem(
          "targetsNormalized(...)",
          "found %s as targets, needed values as they are, all known".formatted(kind),
          kind instanceof Classes ? "classes as they are" : "one of both scalings");
    }
    Normalization own = values.outputs().map(by::leavingClasses).orElse(by);
    Rows scaled = own.apply(targets);
    RowChecks.requireFinite(name, scaled, "scaled target");
    Targets marked = values.scaledBy(Optional.of(own));
    return new DataSet(name, inputs, scaled, marked, normalization, columns);
  }

  private DataSet targetsNormalized(Function<Rows, Normalization> learned) {
    return targetsNormalized(learned.apply(targets));
  }

  /** Gives how often each place of a row of targets is 1, as the label of an output is. */
  public List<Integer> ones() {
    int[] ones = new int[targets.width()];
    for (int from = 0; from < size(); from += CHUNK) {
      double[] values = targets.doubles(from, Math.min(size(), from + CHUNK));
      for (int i = 0; i < values.length; i++) {
        ones[i % ones.length] += values[i] == 1 ? 1 : 0;
      }
    }
    return Arrays.stream(ones).boxed().toList();
  }

  /** Gives the data with targets in their own units. */
  public DataSet unscaled() {
    if (!(kind instanceof Targets.Values values) || values.scaling().isEmpty()) {
      return this;
    }
    Rows raw = values.scaling().get().inverse().apply(targets);
    Targets own = values.scaledBy(Optional.empty());
    return new DataSet(name, inputs, raw, own, normalization, columns);
  }

  /** Gives the rows of the table that the inputs were made from, if they were. */
  Optional<TableRows> table() {
    return columns.table();
  }

  /** Gives the inputs made anew from these rows of a table. */
  DataSet encoded(TableRows table) {
    Findings findings = new Findings();
    Rows made = table.encoded(findings);
    findings.throwIfAny(subject());
    RowChecks.requireFinite(name, made, "input");
    return new DataSet(
        name, made, targets, kind, normalization, columns.withTable(Optional.of(table)));
  }

  private DataSet with(DataColumns other) {
    return new DataSet(name, inputs, targets, kind, normalization, other);
  }

  String subject() {
    return "data set '" + name + "'";
  }

  private DataException problem(String where, String what, String advice) {
    return DataException.of(subject(), where, what, advice);
  }

  private void requireRow(String what, int row) {
    if (row < 0 || row >= size()) {
      throw problem(
          what + "(" + row + ")",
          "found " + size() + " rows, needed 0 to " + (size() - 1),
          what + "(0)");
    }
  }

  private boolean hasLabels() {
    return kind instanceof Classes classes && !classes.dense();
  }

  private double ignored() {
    return kind.ignored().orElse(Double.NaN);
  }

  private Classes requireLabels(String where) {
    Classes classes = requireClasses(where);
    if (classes.dense()) {
      throw problem(where, "found " + kind + " as targets, needed one label a row", "target(row)");
    }
    return classes;
  }

  private Classes requireClasses(String where) {
    if (kind instanceof Classes classes) {
      return classes;
    }
    throw problem(where, "found " + kind + " as targets, needed classes", "target(row)");
  }

  @Override
  public String toString() {
    return "%s: %s %s, %s%s"
        .formatted(
            name,
            Shown.count(size(), "row"),
            inputDims(),
            kind,
            normalization == null ? "" : ", normalised");
  }
}
