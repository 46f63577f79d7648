package dev.espalier.data;

import dev.espalier.data.Targets.Classes;
import dev.espalier.data.rows.Rows;
import java.util.Arrays;
import java.util.List;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Writes data as a table. */
final class TableWriter {
  private TableWriter() {}

  static Table table(DataSet data) {
    Table table = Table.create(data.name());
    addNumbers(table, data.inputs(), "x");
    if (data.kind() instanceof Classes classes && !classes.dense()) {
      List<String> labels = Arrays.stream(data.labels()).mapToObj(classes.names()::get).toList();
      return table.addColumns(StringColumn.create("label", labels));
    }
    addNumbers(table, data.targets(), "y");
    return table;
  }

  private static void addNumbers(Table table, Rows rows, String name) {
    int width = rows.width();
    double[][] columns = new double[width][rows.size()];
    for (int row = 0; row < rows.size(); row++) {
      double[] values = rows.row(row);
      for (int i = 0; i < width; i++) {
        columns[i][row] = values[i];
      }
    }
    for (int i = 0; i < width; i++) {
      table.addColumns(DoubleColumn.create(name + (i + 1), columns[i]));
    }
  }
}
