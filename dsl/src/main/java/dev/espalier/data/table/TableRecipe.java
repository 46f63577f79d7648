package dev.espalier.data.table;

import dev.espalier.data.problem.DataException;
import dev.espalier.data.problem.Findings;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.problem.Shown;
import java.util.List;
import java.util.Map;

/**
 * What a table's columns become, by their names: features in this order, and what is predicted.
 *
 * <p>It knows nothing but the columns' cells, so that it can be kept beside a model, and gives the
 * same features there for the same row.
 *
 * @param columns what each column becomes; one may occur again, read in another way
 * @param target what is predicted
 */
public record TableRecipe(List<TableColumn> columns, TableTarget target) {
  private static final int LISTED = 20;

  /** Copies the columns and refuses none. */
  public TableRecipe {
    Given.all("columns", columns, "target", target);
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException(
          "table: found no column of features, needed at least 1. Try a table with more columns.");
    }
  }

  /** Gives the names of the columns that become features, each once. */
  public List<String> names() {
    return columns.stream().map(TableColumn::name).distinct().toList();
  }

  /**
   * Gives the names of the columns whose cells are read from their text as it is written, which
   * {@link CsvFile#read} takes.
   */
  public List<String> columnsReadAsText() {
    return columns.stream()
        .filter(TableColumn::readAsText)
        .map(TableColumn::name)
        .distinct()
        .toList();
  }

  /** Gives the names of the features. */
  public List<String> features() {
    return columns.stream().flatMap(column -> column.features().stream()).toList();
  }

  /** Gives the number of features. */
  public int width() {
    return columns.stream().mapToInt(TableColumn::width).reduce(0, Math::addExact);
  }

  /**
   * Gives the features of one row.
   *
   * @param where how messages call it, such as {@code sample 3}
   * @param row what stands in each column, by its name; null for a missing cell. What no feature
   *     comes from is ignored
   * @throws DataException naming every column that is absent, or whose cell cannot be read
   */
  public double[] encode(String where, Map<String, ?> row) {
    Given.all("where", where, "row", row);
    Findings findings = new Findings();
    double[] features = new double[width()];
    int at = 0;
    for (TableColumn column : columns) {
      String name = "column " + Shown.name(column.name());
      if (!row.containsKey(column.name())) {
        findings.add(
            name, "found the columns %s, needed it too".formatted(listed(row)), advice(column));
      } else {
        try {
          column.encode(row.get(column.name()), features, at);
        } catch (MisfitException misfit) {
          findings.add(name, misfit.what(), misfit.advice());
        }
      }
      at += column.width();
    }
    findings.throwIfAny(where);
    return features;
  }

  private static String advice(TableColumn column) {
    return column.filling().isPresent()
        ? "its exact name, or null for a missing cell"
        : "its exact name";
  }

  private static String listed(Map<String, ?> row) {
    List<String> names =
        row.keySet().stream().map(String::valueOf).sorted().limit(LISTED).map(Shown::name).toList();
    return names + (row.size() > LISTED ? " and more" : "");
  }

  @Override
  public String toString() {
    return "%s from %s".formatted(features(), names());
  }
}
