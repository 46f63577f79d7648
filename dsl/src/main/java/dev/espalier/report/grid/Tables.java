package dev.espalier.report.grid;

import dev.espalier.report.grid.Grid.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;
import tech.tablesaw.io.json.JsonWriteOptions;

/** Grids to Tablesaw tables and back; and to files; the only class that calls Tablesaw. */
public final class Tables {
  private Tables() {}

  static Table toTable(Grid grid) {
    Table table = Table.create(grid.name());
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < grid.columns().size(); i++) {
      Grid.Header described = grid.columns().get(i);
      String name = unique(described.name(), taken);
      int index = i;
      List<Object> cells = grid.rows().stream().map(row -> row.get(index)).toList();
      table.addColumns(
          switch (described.kind()) {
            case TEXT -> StringColumn.create(name, cells.stream().map(Object::toString));
            case WHOLE -> whole(name, cells);
            case NUMBER -> number(name, cells);
          });
    }
    return table;
  }

  // Through memory: Tablesaw's writers have exceptions of their own where a stream fails.

  public static void csv(Table table, OutputStream stream) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    table.write().csv(bytes);
    bytes.writeTo(stream);
  }

  public static void json(Table table, OutputStream stream) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Writer writer = new OutputStreamWriter(bytes, StandardCharsets.UTF_8);
    table.write().usingOptions(JsonWriteOptions.builder(writer).build());
    bytes.writeTo(stream);
  }

  static Grid toGrid(Table table) {
    List<Grid.Header> columns = new ArrayList<>();
    for (Column<?> column : table.columns()) {
      columns.add(new Grid.Header(column.name(), kind(column)));
    }
    List<List<Object>> rows = new ArrayList<>();
    for (int row = 0; row < table.rowCount(); row++) {
      List<Object> cells = new ArrayList<>();
      for (Column<?> column : table.columns()) {
        cells.add(cell(column, row));
      }
      rows.add(cells);
    }
    return new Grid(table.name(), columns, rows);
  }

  private static Kind kind(Column<?> column) {
    if (!(column instanceof NumericColumn)) {
      return Kind.TEXT;
    }
    return column.type() == ColumnType.DOUBLE || column.type() == ColumnType.FLOAT
        ? Kind.NUMBER
        : Kind.WHOLE;
  }

  private static Object cell(Column<?> column, int row) {
    if (column.isMissing(row)) {
      return "";
    }
    return column instanceof NumericColumn<?> number
        ? number.getDouble(row)
        : column.getString(row);
  }

  private static LongColumn whole(String name, List<Object> cells) {
    LongColumn column = LongColumn.create(name);
    for (Object cell : cells) {
      if (cell instanceof Number number) {
        column.append(number.longValue());
      } else {
        column.appendMissing();
      }
    }
    return column;
  }

  private static DoubleColumn number(String name, List<Object> cells) {
    return DoubleColumn.create(
        name,
        cells.stream()
            .mapToDouble(cell -> cell instanceof Number number ? number.doubleValue() : Double.NaN)
            .toArray());
  }

  /** Tablesaw takes two names that differ only in case for one, and so do some file systems. */
  private static String unique(String name, Set<String> taken) {
    String free = name.isBlank() ? "unnamed" : name;
    for (int i = 2; !taken.add(free.toLowerCase(Locale.ROOT)); i++) {
      free = name + " (" + i + ")";
    }
    return free;
  }
}
