package dev.espalier.report.grid;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import dev.espalier.report.grid.Grid.Kind;
import j2html.tags.ContainerTag;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A grid as an HTML table. */
final class GridHtml {
  private static final String FIGURE_SPACE = "\u2007";
  private static final String PUNCTUATION_SPACE = "\u2008";

  private final Grid grid;
  private final List<List<String>> columns = new ArrayList<>();

  private GridHtml(Grid grid) {
    this.grid = grid;
    for (int column = 0; column < grid.columns().size(); column++) {
      List<String> shown = grid.shown(column);
      columns.add(
          isText(column) ? shown : Alignment.byPoint(shown, FIGURE_SPACE, PUNCTUATION_SPACE));
    }
  }

  static DomContent of(Grid grid) {
    return new GridHtml(grid).html();
  }

  private DomContent html() {
    return div(table(
            thead(tr(each(eachColumn(c -> cell(c, th(grid.columns().get(c).name())))))),
            tbody(each(IntStream.range(0, grid.rows().size()).mapToObj(this::row)))))
        .withClass("scroll");
  }

  private DomContent row(int row) {
    return tr(each(eachColumn(c -> cell(c, td(columns.get(c).get(row))))));
  }

  private Stream<DomContent> eachColumn(IntFunction<DomContent> cell) {
    return IntStream.range(0, columns.size()).mapToObj(cell);
  }

  private DomContent cell(int column, ContainerTag<?> cell) {
    return isText(column) ? cell : cell.attr("class", "number");
  }

  private boolean isText(int column) {
    return grid.columns().get(column).kind() == Kind.TEXT;
  }
}
