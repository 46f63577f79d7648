package dev.espalier.report.grid;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;

/** A grid whose first column says the same in several rows, as HTML that says it once. */
public final class MergedCells {
  private MergedCells() {}

  public static DomContent html(Grid grid) {
    List<List<Object>> rows = new ArrayList<>();
    Object before = "";
    for (List<Object> row : grid.rows()) {
      List<Object> copy = new ArrayList<>(row);
      if (row.get(0).equals(before)) {
        copy.set(0, "");
      }
      before = row.get(0);
      rows.add(copy);
    }
    return new Grid(grid.name(), grid.columns(), rows).html();
  }
}
