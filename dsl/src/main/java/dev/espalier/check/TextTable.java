package dev.espalier.check;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Rows of text in aligned columns. */
final class TextTable {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  /** Makes a table of one row, its headings; a heading that ends in {@code >} aligns right. */
  TextTable(String... headings) {
    rows.add(List.of(headings));
  }

  /** Adds a row. */
  void row(String... cells) {
    rows.add(List.of(cells));
  }

  /** Gives the rows as indented lines, without the columns that are empty below their heading. */
  String text() {
    int[] shown = IntStream.range(0, rows.get(0).size()).filter(this::filled).toArray();
    int[] widths = IntStream.of(shown).map(this::width).toArray();
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < shown.length; i++) {
        String cell = row.get(shown[i]);
        String shortened = row == rows.get(0) ? heading(cell) : cell;
        String space = " ".repeat(widths[i] - shortened.length());
        line.append(GAP).append(right(shown[i]) ? space + shortened : shortened + space);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private boolean filled(int column) {
    return rows.stream().skip(1).anyMatch(row -> !row.get(column).isEmpty());
  }

  private boolean right(int column) {
    return rows.get(0).get(column).endsWith(">");
  }

  private int width(int column) {
    int cells = rows.stream().skip(1).mapToInt(row -> row.get(column).length()).max().orElse(0);
    return Math.max(cells, heading(rows.get(0).get(column)).length());
  }

  private static String heading(String text) {
    return text.endsWith(">") ? text.substring(0, text.length() - 1) : text;
  }
}
