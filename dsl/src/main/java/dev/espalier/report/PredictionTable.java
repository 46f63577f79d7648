package dev.espalier.report;

import dev.espalier.describe.problem.Given;
import dev.espalier.train.log.Prediction;
import java.util.List;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Predictions as a table, a row each. */
public final class PredictionTable {
  private PredictionTable() {}

  /**
   * Gives predictions as a table: of classes a column {@code class} and a column {@code probability
   * of NAME} for each, of values a column for each.
   *
   * @param columns the values' names; others are called {@code value 1}, {@code value 2}...
   */
  public static Table of(String name, List<Prediction> predictions, List<String> columns) {
    Given.all("name", name, "predictions", predictions, "columns", columns);
    Table table = Table.create(name);
    List<String> classes = predictions.isEmpty() ? List.of() : predictions.get(0).classes();
    if (!classes.isEmpty()) {
      table.addColumns(
          StringColumn.create("class", predictions.stream().map(Prediction::bestClass).toList()));
    }
    int width = predictions.isEmpty() ? 0 : predictions.get(0).values().size();
    for (int i = 0; i < width; i++) {
      int place = i;
      String called =
          !classes.isEmpty()
              ? "probability of " + classes.get(i)
              : columns.size() == width ? columns.get(i) : "value " + (i + 1);
      table.addColumns(
          DoubleColumn.create(
              called, predictions.stream().mapToDouble(each -> each.value(place)).toArray()));
    }
    return table;
  }
}
