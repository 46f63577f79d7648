package dev.espalier.data.table;

import dev.espalier.data.problem.DataException;
import dev.espalier.data.problem.Findings;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tech.tablesaw.api.Table;

/**
 * Says what a table's columns become; a persistent value, so every call returns a new one.
 *
 * <p>What nothing is said of is a feature as it is: numbers, true and false as 1 and 0, dates as
 * days since 1970-01-01. Text must be said something of, and so must missing cells. What is learned
 * (means, categories, what fills in) is learned on the training rows alone, when a training starts.
 *
 * <pre>{@code
 * Data.fromTable(people, t -> t.label("plan").fillMissing(median()).oneHot("city").standardize())
 * }</pre>
 */
public final class TableBuilder {
  private static final Setting<Optional<String>> LABEL =
      new Setting<>("the label", Optional.empty());
  private static final Setting<List<String>> CLASSES =
      new Setting<>("the label's classes", List.of());
  private static final Setting<List<String>> TARGETS = new Setting<>("the targets", List.of());
  private static final Setting<List<String>> DROPPED = new Setting<>("drop", List.of());
  private static final Setting<Optional<Filling>> FILLING =
      new Setting<>("what fills missing cells", Optional.empty());
  private static final Setting<List<Map.Entry<String, Filling>>> FILLINGS =
      new Setting<>("what fills a column", List.of());
  private static final Setting<List<String>> INDICATED =
      new Setting<>("indicateMissing", List.of());
  private static final Setting<List<String>> ONE_HOT = new Setting<>("oneHot", List.of());
  private static final Setting<Integer> RARE = new Setting<>("rare", 0);
  private static final Setting<List<Map.Entry<String, Written>>> WRITTEN =
      new Setting<>("how a column is read", List.of());
  private static final Setting<List<Tokenized>> TEXTS = new Setting<>("the text", List.of());
  private static final Setting<Scaling> SCALING = new Setting<>("the scaling", Scaling.NONE);
  private static final Setting<Scaling> TARGET_SCALING =
      new Setting<>("the targets' scaling", Scaling.NONE);

  private final Choices choices;

  private TableBuilder(Choices choices) {
    this.choices = choices;
  }

  /** Gives a builder of which nothing was said. */
  public static TableBuilder empty() {
    return new TableBuilder(Choices.of("table"));
  }

  /**
   * Predicts the class that a column names: text, whole numbers, or true and false.
   *
   * @param classes all that there are, in the order of their numbers; if none is given, those of
   *     the table: text in alphabetical order, whole numbers in theirs, false before true
   */
  public TableBuilder label(String column, String... classes) {
    Given.all("column", column, "classes", classes);
    return new TableBuilder(
        choices.with(LABEL, Optional.of(column), column).with(CLASSES, List.of(classes)));
  }

  /**
   * Predicts the numbers of columns, in this order; beside a label they are further outputs, for
   * {@code multitask(...)}.
   */
  public TableBuilder target(String... columns) {
    Given.all("columns", columns);
    return new TableBuilder(choices.with(TARGETS, List.of(columns)));
  }

  /** Leaves columns out. */
  public TableBuilder drop(String... columns) {
    Given.all("columns", columns);
    return plus(DROPPED, columns);
  }

  /**
   * Fills missing cells of every column that it suits: {@code median()} and {@code mean()} numbers
   * and dates, {@code mostFrequent()} all, {@code value(...)} those that could hold it.
   */
  public TableBuilder fillMissing(Filling filling) {
    Given.all("filling", filling);
    return new TableBuilder(choices.with(FILLING, Optional.of(filling), filling));
  }

  /** Fills missing cells of one column, before what is said for all. */
  public TableBuilder fillMissing(String column, Filling filling) {
    Given.all("column", column, "filling", filling);
    return new TableBuilder(
        choices
            .once("what fills column " + column, filling)
            .plus(FILLINGS, Map.entry(column, filling)));
  }

  /** Adds a feature for each of these columns that is 1 where the cell was missing. */
  public TableBuilder indicateMissing(String... columns) {
    Given.all("columns", columns);
    return plus(INDICATED, columns);
  }

  /**
   * Makes each category of these columns a feature that is 1 for it, and 0 for all others; with a
   * dense layer after it, that is an embedding of the column. A category that the training rows do
   * not have is 0 everywhere.
   */
  public TableBuilder oneHot(String... columns) {
    Given.all("columns", columns);
    return plus(ONE_HOT, columns);
  }

  /** Lets categories with fewer training rows share one feature, unknown ones too. */
  public TableBuilder rare(int rows) {
    if (rows < 2) {
      throw new IllegalArgumentException(
          "rare(%s): needed at least 2 rows for a category of its own. Try rare(5)."
              .formatted(rows));
    }
    return new TableBuilder(choices.with(RARE, rows));
  }

  /** Reads texts as numbers with a decimal point, such as {@code 1,234.5}. */
  public TableBuilder number(String column) {
    Given.all("column", column);
    return written(column, new Written(List.of(Reading.POINT), ""));
  }

  /** Reads texts as numbers with a decimal comma, such as {@code 1.234,5}. */
  public TableBuilder numberWithComma(String column) {
    Given.all("column", column);
    return written(column, new Written(List.of(Reading.COMMA), ""));
  }

  /** Reads dates in ISO 8601, as days since 1970-01-01. */
  public TableBuilder date(String column) {
    Given.all("column", column);
    return date(column, "", Reading.DAYS);
  }

  /**
   * Reads dates, each as several numbers.
   *
   * @param pattern how they are written, such as {@code dd.MM.yyyy}; empty for ISO 8601
   * @param parts what of them becomes a feature, such as {@code MONTH} and {@code WEEKDAY}
   * @throws IllegalArgumentException if the pattern is none, or a part none of a date
   */
  public TableBuilder date(String column, String pattern, Reading... parts) {
    Given.all("column", column, "pattern", pattern, "parts", parts);
    List<Reading> read = parts.length == 0 ? List.of(Reading.DAYS) : List.of(parts);
    if (!read.stream().allMatch(Reading::temporal)
        || read.stream().distinct().count() < read.size()) {
      throw new IllegalArgumentException(
          "date(%s): found the parts %s, needed different ones of a date. Try DAYS, MONTH, WEEKDAY."
              .formatted(column, read));
    }
    Reading.requirePattern("date(" + column + ")", pattern);
    return written(column, new Written(read, pattern));
  }

  /**
   * Makes a column of texts whole numbers for an {@code embedding(name, size, ..., e ->
   * e.padding(0))}: 0 for padding, 1 for words that are not known, and from 2 on the most frequent
   * words of the training rows.
   *
   * @param size how many tokens there are in all, such as 10,000
   * @param length how many words of a text are kept
   */
  public TableBuilder words(String column, int size, int length) {
    Given.all("column", column);
    return text(new Tokenized(column, length, new WordVocabulary(size, List.of())));
  }

  /**
   * Makes a column of texts whole numbers by a tokenizer of Hugging Face's, which travels with what
   * is trained. It needs the dependency {@code ai.djl.huggingface:tokenizers}.
   *
   * @param tokenizer the file {@code tokenizer.json}
   * @param length how many tokens of a text are kept, its special ones counted
   * @throws IllegalArgumentException if the file is none, or the library is not there
   */
  public TableBuilder tokens(String column, Path tokenizer, int length) {
    Given.all("column", column, "tokenizer", tokenizer);
    String where = "tokens(%s, '%s', %s)".formatted(column, tokenizer, length);
    String json;
    try {
      json = Files.readString(tokenizer);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          where + ": the file cannot be read as text. Try the path of a tokenizer.json.", e);
    }
    return text(new Tokenized(column, length, PretrainedTokenizer.of(json, where)));
  }

  private TableBuilder text(Tokenized column) {
    return new TableBuilder(
        choices.once("how column " + column.name() + " is read", column).plus(TEXTS, column));
  }

  /** Brings numbers and dates to mean 0 and standard deviation 1. */
  public TableBuilder standardize() {
    return new TableBuilder(choices.with(SCALING, Scaling.STANDARD));
  }

  /** Brings numbers and dates to values from 0 to 1. */
  public TableBuilder scaleToUnit() {
    return new TableBuilder(choices.with(SCALING, Scaling.UNIT));
  }

  /**
   * Brings targets to mean 0 and standard deviation 1 while a training works on them; predictions
   * and measures stay in the targets' own units.
   */
  public TableBuilder standardizeTargets() {
    return new TableBuilder(choices.with(TARGET_SCALING, Scaling.STANDARD));
  }

  /**
   * Gives the recipe for a table, of which nothing is learned yet; throws what is wrong with it.
   */
  public Resolved resolve(Table table) {
    Given.all("table", table);
    return new TableResolver(table, this).resolve();
  }

  /** How a column's cells are written. */
  record Written(List<Reading> parts, String pattern) {
    @Override
    public String toString() {
      return parts + (pattern.isEmpty() ? "" : " as " + pattern);
    }
  }

  /**
   * A recipe for a table.
   *
   * @param rows the columns that become features, by what they themselves say
   * @param targets what is predicted
   */
  public record Resolved(TableRows rows, TableTargets targets) {
    /** Refuses null. */
    public Resolved {
      Given.all("rows", rows, "targets", targets);
    }
  }

  Optional<String> labelColumn() {
    return choices.get(LABEL);
  }

  List<String> classes() {
    return choices.get(CLASSES);
  }

  List<String> targetColumns() {
    return choices.get(TARGETS);
  }

  List<String> dropped() {
    return choices.get(DROPPED);
  }

  Optional<Filling> filling() {
    return choices.get(FILLING);
  }

  List<Map.Entry<String, Filling>> fillings() {
    return choices.get(FILLINGS);
  }

  List<String> indicated() {
    return choices.get(INDICATED);
  }

  List<String> categories() {
    return choices.get(ONE_HOT);
  }

  int rarest() {
    return choices.get(RARE);
  }

  /** Gives the columns of which it was said how their texts are read. */
  public List<String> columnsReadAsText() {
    return Stream.concat(
            written().stream().map(Map.Entry::getKey), texts().stream().map(Tokenized::name))
        .toList();
  }

  /**
   * Refuses to read numbers with a decimal point from a file whose decimals have a comma: 1,234
   * would be 1234.
   *
   * @throws DataException if a column is
   */
  public void requireReadable(CsvFormat format, String subject) {
    Given.all("format", format, "subject", subject);
    Findings findings = new Findings();
    for (Map.Entry<String, Written> each : written()) {
      if (format.decimal() == ',' && each.getValue().parts().contains(Reading.POINT)) {
        String column = Shown.name(each.getKey());
        findings.add(
            "column " + column,
            "found number(...), which reads decimals with a point, beside decimal(','), needed one mark",
            "numberWithComma(\"%s\")".formatted(column));
      }
    }
    findings.throwIfAny(subject);
  }

  List<Tokenized> texts() {
    return choices.get(TEXTS);
  }

  List<Map.Entry<String, Written>> written() {
    return choices.get(WRITTEN);
  }

  Scaling scaling() {
    return choices.get(SCALING);
  }

  Scaling targetScaling() {
    return choices.get(TARGET_SCALING);
  }

  private TableBuilder written(String column, Written how) {
    return new TableBuilder(
        choices
            .once("how column " + column + " is read", how)
            .plus(WRITTEN, Map.entry(column, how)));
  }

  private TableBuilder plus(Setting<List<String>> setting, String... columns) {
    Choices more = choices;
    for (String column : columns) {
      more = more.plus(setting, column);
    }
    return new TableBuilder(more);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TableBuilder builder && choices.equals(builder.choices);
  }

  @Override
  public int hashCode() {
    return choices.hashCode();
  }

  @Override
  public String toString() {
    return choices.toString();
  }
}
