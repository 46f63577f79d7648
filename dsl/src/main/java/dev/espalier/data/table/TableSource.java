package dev.espalier.data.table;

import dev.espalier.describe.problem.Given;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * Where the cells of a table come from, by the columns' exact names.
 *
 * @param cells the columns
 * @param size the number of rows
 */
public record TableSource(Map<String, Cells> cells, int size) {

  /** One column's cells. */
  public interface Cells {
    /** Gives what stands in a row; null for nothing. */
    @Nullable Object at(int row);
  }

  /** Refuses null. */
  public TableSource {
    Given.all("cells", cells);
  }

  /** Gives some columns of a table, copied. */
  public static TableSource of(Table table, List<String> columns) {
    Given.all("table", table, "columns", columns);
    Map<String, Cells> cells = new LinkedHashMap<>();
    for (Column<?> column : table.columns()) {
      if (columns.contains(column.name())) {
        cells.put(column.name(), cells(column.copy()));
      }
    }
    return new TableSource(cells, table.rowCount());
  }

  /** Gives one column of a table as it is. */
  static Cells cells(Column<?> column) {
    if (column instanceof DoubleColumn doubles) {
      return doubles::getDouble;
    }
    if (column instanceof FloatColumn floats) {
      return floats::getDouble;
    }
    return row -> column.isMissing(row) ? null : column.get(row);
  }

  /** Gives the cells of a column. */
  Optional<Cells> column(String name) {
    return Optional.ofNullable(cells.get(name));
  }

  /** Gives these rows and then another's, of the columns that both have. */
  TableSource and(TableSource other) {
    Map<String, Cells> both = new LinkedHashMap<>();
    cells.forEach(
        (name, own) ->
            other
                .column(name)
                .ifPresent(
                    theirs ->
                        both.put(name, row -> row < size ? own.at(row) : theirs.at(row - size))));
    return new TableSource(both, Math.addExact(size, other.size));
  }

  @Override
  public String toString() {
    return size + " rows of " + cells.keySet();
  }
}
