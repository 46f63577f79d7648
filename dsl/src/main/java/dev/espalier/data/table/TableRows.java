package dev.espalier.data.table;

import dev.espalier.data.problem.Findings;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.problem.Shown;
import dev.espalier.describe.value.Dims;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Some rows of a table as they were given, with the recipe by which they are encoded. */
public final class TableRows {
  private static final int SHOWN = 5;

  private final TableRecipe recipe;
  private final TableSource source;
  private final int[] rows;

  private TableRows(TableRecipe recipe, TableSource source, int[] rows) {
    this.recipe = recipe;
    this.source = source;
    this.rows = rows;
  }

  /**
   * Gives all rows, with the recipe as it is learned on them.
   *
   * @param findings gets what is wrong with them, a line a column
   */
  public static TableRows of(TableRecipe recipe, TableSource source, Findings findings) {
    Given.all("recipe", recipe, "source", source, "findings", findings);
    int[] all = new int[source.size()];
    Arrays.setAll(all, row -> row);
    return new TableRows(recipe, source, all).fitted(findings);
  }

  /** Gives all rows, by a recipe that was learned elsewhere. */
  public static TableRows of(TableSource source, TableRecipe recipe) {
    Given.all("source", source, "recipe", recipe);
    int[] all = new int[source.size()];
    Arrays.setAll(all, row -> row);
    return new TableRows(recipe, source, all);
  }

  /** Gives the recipe. */
  public TableRecipe recipe() {
    return recipe;
  }

  /** Gives the same rows, with the recipe as it is learned on them alone. */
  public TableRows fitted(Findings findings) {
    Given.all("findings", findings);
    List<TableColumn> columns = new ArrayList<>();
    for (TableColumn column : recipe.columns()) {
      columns.add(
          source
              .column(column.name())
              .map(cells -> column.fitted(cells, rows, findings))
              .orElse(column));
    }
    return by(new TableRecipe(columns, recipe.target()));
  }

  /** Gives the same rows by another recipe. */
  public TableRows by(TableRecipe other) {
    return new TableRows(other, source, rows);
  }

  /** Gives the rows of these numbers. */
  public TableRows select(int[] numbers) {
    return new TableRows(recipe, source, Arrays.stream(numbers).map(row -> rows[row]).toArray());
  }

  /** Gives these rows and then others, by this recipe. */
  public TableRows and(TableRows others) {
    int[] both = Arrays.copyOf(rows, Math.addExact(rows.length, others.rows.length));
    for (int i = 0; i < others.rows.length; i++) {
      both[rows.length + i] = Math.addExact(source.size(), others.rows[i]);
    }
    return new TableRows(recipe, source.and(others.source), both);
  }

  /** Gives what stands in the columns of features, in one row. */
  public Map<String, @Nullable Object> cells(int row) {
    Map<String, @Nullable Object> cells = new LinkedHashMap<>();
    source.cells().forEach((name, column) -> cells.put(name, column.at(rows[row])));
    return cells;
  }

  /**
   * Gives a column's cells as texts, such as the names of groups.
   *
   * @throws DataException if there is no such column, or a cell is missing
   */
  public List<String> texts(String column, String subject) {
    TableSource.Cells cells = present(column, subject);
    return Arrays.stream(rows)
        .mapToObj(row -> Cell.text(Objects.requireNonNull(cells.at(row))))
        .toList();
  }

  /**
   * Gives a column's cells as numbers, as the recipe reads them where it does.
   *
   * @throws DataException if there is no such column, a cell is missing, or is no number
   */
  public double[] numbers(String column, String subject) {
    TableSource.Cells cells = present(column, subject);
    Reading text =
        recipe.columns().stream()
                .filter(each -> each.name().equals(column))
                .filter(Numeric.class::isInstance)
                .map(each -> ((Numeric) each).reading())
                .anyMatch(each -> each == Reading.COMMA)
            ? Reading.COMMA
            : Reading.POINT;
    double[] numbers = new double[rows.length];
    CellFaults faults = new CellFaults();
    for (int i = 0; i < rows.length; i++) {
      Object cell = Objects.requireNonNull(cells.at(rows[i]));
      try {
        numbers[i] = (cell instanceof Number ? Reading.NUMBER : text).read(cell, "");
      } catch (MisfitException misfit) {
        faults.wrong(rows[i], misfit);
      }
    }
    Findings findings = new Findings();
    faults.addTo(findings, column, true, "");
    findings.throwIfAny(subject);
    return numbers;
  }

  /**
   * Gives a column's cells as times: numbers, or dates as days.
   *
   * @throws DataException if there is no such column, a cell is missing, or is no time
   */
  public double[] times(String column, String written, String subject) {
    Reading.requirePattern("splitByTime(" + Shown.name(column) + ")", written);
    TableSource.Cells cells = present(column, subject);
    Optional<Numeric> feature =
        recipe.columns().stream()
            .filter(each -> each.name().equals(column))
            .filter(Numeric.class::isInstance)
            .map(Numeric.class::cast)
            .findFirst();
    String pattern = written.isEmpty() ? feature.map(Numeric::pattern).orElse("") : written;
    Optional<Reading> number =
        feature
            .map(Numeric::reading)
            .filter(each -> pattern.isEmpty())
            .filter(each -> each == Reading.POINT || each == Reading.COMMA);
    double[] times = new double[rows.length];
    CellFaults faults = new CellFaults();
    for (int i = 0; i < rows.length; i++) {
      Object cell = Objects.requireNonNull(cells.at(rows[i]));
      try {
        Reading own = cell instanceof Number && pattern.isEmpty() ? Reading.NUMBER : Reading.DAYS;
        times[i] = number.orElse(own).read(cell, pattern);
      } catch (MisfitException misfit) {
        String advice =
            "splitByTime(\"%s\", \"dd.MM.yyyy\", 0.8) by how dates are written"
                .formatted(Shown.name(column));
        faults.wrong(
            rows[i],
            cell instanceof CharSequence && pattern.isEmpty()
                ? new MisfitException(misfit.what(), advice)
                : misfit);
      }
    }
    Findings findings = new Findings();
    faults.addTo(findings, column, true, "");
    findings.throwIfAny(subject);
    return times;
  }

  private TableSource.Cells present(String column, String subject) {
    Findings findings = new Findings();
    Optional<TableSource.Cells> cells = source.column(column);
    if (cells.isEmpty()) {
      findings.add(
          "column " + Shown.name(column), "the table has %s".formatted(names()), "one of these");
    } else {
      CellFaults faults = new CellFaults();
      for (int row : rows) {
        if (Cell.missing(cells.get().at(row))) {
          faults.missing(row);
        }
      }
      faults.addToTargets(findings, column);
    }
    findings.throwIfAny(subject);
    return cells.orElseThrow();
  }

  /**
   * Gives the features of every row.
   *
   * @param findings gets what the recipe cannot read, a line a column
   */
  public Rows encoded(Findings findings) {
    Given.all("findings", findings);
    int width = recipe.width();
    if ((long) width * rows.length > Dims.MAX_COUNT) {
      findings.add(
          "columns",
          "found %s rows of %s features, more than an array can hold: %s"
              .formatted(rows.length, width, widest()),
          "drop(...) of what names each row, or rare(...)");
      return Rows.of(new double[1], Dims.of(1));
    }
    double[] values = new double[width * rows.length];
    int at = 0;
    for (TableColumn column : recipe.columns()) {
      Optional<TableSource.Cells> cells = source.column(column.name());
      if (cells.isEmpty()) {
        findings.add(
            "column " + Shown.name(column.name()),
            "found %s, needed it too".formatted(names()),
            "a table with a column of this exact name");
      } else {
        encode(column, cells.get(), values, at, width, findings);
      }
      at += column.width();
    }
    return Rows.of(values, Dims.of(width));
  }

  private void encode(
      TableColumn column,
      TableSource.Cells cells,
      double[] values,
      int at,
      int width,
      Findings findings) {
    CellFaults faults = new CellFaults();
    boolean fills = column.filling().isPresent();
    for (int i = 0; i < rows.length; i++) {
      Object cell = cells.at(rows[i]);
      if (!fills && Cell.missing(cell)) {
        faults.missing(rows[i]);
        continue;
      }
      try {
        if (cell != null && column instanceof Numeric numeric) {
          numeric.reading().requireText(cell);
        }
        column.encode(cell, values, i * width + at);
      } catch (MisfitException misfit) {
        faults.wrong(rows[i], misfit);
      }
    }
    faults.addTo(findings, column.name(), fills, "median()");
  }

  /** Gives why a recipe cannot read these rows. */
  public List<Problem> problems(TableRecipe other) {
    Findings findings = new Findings();
    by(other).encoded(findings);
    return findings.problems();
  }

  /** Gives sentences on categories that the recipe's own rows did not have. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (TableColumn column : recipe.columns()) {
      if (column instanceof Categorical categories) {
        source
            .column(column.name())
            .flatMap(cells -> note(categories, cells))
            .ifPresent(notes::add);
      }
    }
    return notes;
  }

  private Optional<String> note(Categorical column, TableSource.Cells cells) {
    TreeSet<String> unknown = new TreeSet<>();
    int count = 0;
    for (int row : rows) {
      Object cell = cells.at(row);
      if (cell != null && column.unknown(cell)) {
        count++;
        unknown.add(Cell.category(cell));
      }
    }
    return count == 0
        ? Optional.empty()
        : Optional.of(
            "column %s: %s of %s, such as %s; %s"
                .formatted(
                    Shown.name(column.name()),
                    Shown.count(count, "row"),
                    column.others(),
                    unknown.stream()
                        .limit(SHOWN)
                        .map(Shown::name)
                        .collect(Collectors.joining(", ")),
                    column.asOthers()));
  }

  private String names() {
    return source.cells().keySet().stream()
        .limit(20)
        .map(Shown::name)
        .collect(Collectors.joining(", "));
  }

  private String widest() {
    return recipe.columns().stream()
        .sorted((a, b) -> Integer.compare(b.width(), a.width()))
        .limit(SHOWN)
        .map(column -> "%s has %s".formatted(Shown.name(column.name()), column.width()))
        .collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return Shown.count(rows.length, "row") + " of " + recipe;
  }
}
