package dev.espalier.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.span;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import dev.espalier.report.grid.Grid;
import j2html.tags.DomContent;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A confusion matrix as an HTML table whose cells are the darker, the larger their share of a row.
 */
final class Heat {
  private Heat() {}

  /** Gives the table of a grid of a name and then a count for each class. */
  static DomContent html(Grid confusion) {
    return div(table(
                thead(
                    tr(
                        th("true \\ predicted"),
                        each(
                            confusion.columns().stream()
                                .skip(1)
                                .map(column -> heading(column.name()))))),
                tbody(
                    each(
                        IntStream.range(0, confusion.rows().size())
                            .mapToObj(row -> row(confusion.rows().get(row), row)))))
            .withClass("heat"))
        .withClass("scroll");
  }

  private static DomContent row(List<Object> cells, int row) {
    long total = cells.stream().skip(1).mapToLong(cell -> ((Number) cell).longValue()).sum();
    return tr(
        heading(cells.get(0).toString()),
        each(
            IntStream.range(1, cells.size())
                .mapToObj(
                    column ->
                        cell(((Number) cells.get(column)).longValue(), total, row == column - 1))));
  }

  /** Long names are cut by the page's style; the whole one shows under the pointer. */
  private static DomContent heading(String name) {
    return th(span(name)).withTitle(name);
  }

  private static DomContent cell(long count, long total, boolean right) {
    if (count == 0) {
      return td("0").withClass("none");
    }
    // The square root lets the few confusions show beside the many hits.
    double depth = 0.08 + 0.62 * Math.sqrt((double) count / total);
    return td(String.valueOf(count))
        .withStyle(
            String.format(
                Locale.ROOT,
                "background:rgba(%s,%.2f)",
                right ? "57,135,214" : "224,118,47",
                depth));
  }
}
