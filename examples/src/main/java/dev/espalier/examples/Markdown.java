package dev.espalier.examples;

import java.util.Collections;
import java.util.StringJoiner;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/** Writes a table as Markdown. */
final class Markdown {
  private Markdown() {}

  /** Gives the table under its name. */
  static String of(Table table) {
    StringBuilder text = new StringBuilder("# " + table.name() + "\n\n");
    text.append(line(table.columnNames()));
    text.append(line(Collections.nCopies(table.columnCount(), "---")));
    for (Row row : table) {
      text.append(line(table.columnNames().stream().map(row::getObject).toList()));
    }
    return text.toString();
  }

  private static String line(Iterable<?> cells) {
    StringJoiner line = new StringJoiner(" | ", "| ", " |\n");
    cells.forEach(cell -> line.add(String.valueOf(cell)));
    return line.toString();
  }
}
