package dev.espalier.report;

import dev.espalier.report.chart.Html;
import dev.espalier.report.grid.Grid;
import java.util.List;
import java.util.Locale;

/**
 * A confusion matrix as an HTML table whose cells are the darker, the larger their share of a row.
 */
final class Heat {
  private Heat() {}

  /** Gives the table of a grid of a name and then a count for each class. */
  static String html(Grid confusion) {
    StringBuilder html =
        new StringBuilder("<div class=\"scroll\"><table class=\"heat\">\n<thead><tr>");
    html.append("<th>true \\ predicted</th>");
    confusion.columns().stream().skip(1).forEach(column -> html.append(heading(column.name())));
    html.append("</tr></thead>\n<tbody>\n");
    for (int row = 0; row < confusion.rows().size(); row++) {
      List<Object> cells = confusion.rows().get(row);
      long total = cells.stream().skip(1).mapToLong(cell -> ((Number) cell).longValue()).sum();
      html.append("<tr>").append(heading(cells.get(0).toString()));
      for (int column = 1; column < cells.size(); column++) {
        long count = ((Number) cells.get(column)).longValue();
        html.append(cell(count, total, row == column - 1));
      }
      html.append("</tr>\n");
    }
    return html.append("</tbody></table></div>\n").toString();
  }

  /** Long names are cut by the page's style; the whole one shows under the pointer. */
  private static String heading(String name) {
    String safe = Html.escape(name);
    return "<th title=\"" + safe + "\"><span>" + safe + "</span></th>";
  }

  private static String cell(long count, long total, boolean right) {
    if (count == 0) {
      return "<td class=\"none\">0</td>";
    }
    // The square root lets the few confusions show beside the many hits.
    double depth = 0.08 + 0.62 * Math.sqrt((double) count / total);
    return String.format(
        Locale.ROOT,
        "<td style=\"background:rgba(%s,%.2f)\">%d</td>",
        right ? "57,135,214" : "224,118,47",
        depth,
        count);
  }
}
