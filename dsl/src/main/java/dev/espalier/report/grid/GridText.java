package dev.espalier.report.grid;

import dev.espalier.report.grid.Grid.Kind;
import java.util.ArrayList;
import java.util.List;

/** A grid as lines of text: two spaces before each column, numbers on the right. */
final class GridText {
  private GridText() {}

  static String of(Grid grid) {
    List<List<String>> columns = new ArrayList<>();
    for (int i = 0; i < grid.columns().size(); i++) {
      columns.add(column(grid, i));
    }
    StringBuilder text = new StringBuilder();
    for (int row = 0; row <= grid.rows().size(); row++) {
      StringBuilder line = new StringBuilder();
      for (List<String> column : columns) {
        line.append("  ").append(column.get(row));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  /** Gives the heading and the cells of a column, all of one width. */
  private static List<String> column(Grid grid, int index) {
    boolean left = grid.columns().get(index).kind() == Kind.TEXT;
    List<String> cells = new ArrayList<>();
    cells.add(grid.columns().get(index).name());
    List<String> shown = grid.shown(index);
    cells.addAll(left ? shown : Alignment.byPoint(shown, " ", " "));
    int width = cells.stream().mapToInt(String::length).max().orElse(0);
    return cells.stream()
        .map(
            cell -> {
              String space = " ".repeat(width - cell.length());
              return left ? cell + space : space + cell;
            })
        .toList();
  }
}
