package dev.espalier.report.grid;

import dev.espalier.report.chart.Html;
import dev.espalier.report.grid.Grid.Kind;
import java.util.ArrayList;
import java.util.List;

/** A grid as an HTML table. */
final class GridHtml {
  private static final String FIGURE_SPACE = "\u2007";
  private static final String PUNCTUATION_SPACE = "\u2008";

  private GridHtml() {}

  static String of(Grid grid) {
    List<List<String>> columns = new ArrayList<>();
    StringBuilder html = new StringBuilder("<div class=\"scroll\"><table>\n<thead><tr>");
    for (int i = 0; i < grid.columns().size(); i++) {
      boolean left = grid.columns().get(i).kind() == Kind.TEXT;
      List<String> shown = grid.shown(i);
      columns.add(left ? shown : Alignment.byPoint(shown, FIGURE_SPACE, PUNCTUATION_SPACE));
      html.append(left ? "<th>" : "<th class=\"number\">")
          .append(Html.escape(grid.columns().get(i).name()))
          .append("</th>");
    }
    html.append("</tr></thead>\n<tbody>\n");
    for (int row = 0; row < grid.rows().size(); row++) {
      html.append("<tr>");
      for (int i = 0; i < columns.size(); i++) {
        boolean left = grid.columns().get(i).kind() == Kind.TEXT;
        html.append(left ? "<td>" : "<td class=\"number\">")
            .append(Html.escape(columns.get(i).get(row)))
            .append("</td>");
      }
      html.append("</tr>\n");
    }
    return html.append("</tbody></table></div>\n").toString();
  }
}
