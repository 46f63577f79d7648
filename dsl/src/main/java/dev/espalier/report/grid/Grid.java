package dev.espalier.report.grid;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import dev.espalier.report.chart.Numbers;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import tech.tablesaw.api.Table;

/**
 * A small table: named columns of texts, whole numbers or numbers.
 *
 * <p>It is shown as text and as HTML with four significant digits, and becomes a Tablesaw table
 * with all of them.
 *
 * @param name the name, which a heading or a file takes
 * @param columns the columns
 * @param rows the rows, a cell for each column; an empty text in a column of numbers is an absent
 *     one
 */
public record Grid(String name, List<Header> columns, List<List<Object>> rows) {

  /** Copies the lists and refuses a row of another length or with a cell of another kind. */
  public Grid {
    Given.all("name", name, "columns", columns, "rows", rows);
    columns = List.copyOf(columns);
    List<List<Object>> copies = new ArrayList<>(rows.size());
    for (List<Object> row : rows) {
      requireRow(name, columns, row);
      copies.add(List.copyOf(row));
    }
    rows = List.copyOf(copies);
  }

  /** What a column holds. */
  public enum Kind {
    /** Any text. */
    TEXT,
    /** Counts; shown with all digits. */
    WHOLE,
    /** Measured values; shown with four significant digits. */
    NUMBER
  }

  /**
   * A column.
   *
   * @param name its heading
   * @param kind what it holds
   */
  public record Header(String name, Kind kind) {
    /** Refuses null. */
    public Header {
      Given.all("name", name, "kind", kind);
    }

    /** Gives a column of texts. */
    public static Header text(String name) {
      return new Header(name, Kind.TEXT);
    }

    /** Gives a column of counts. */
    public static Header whole(String name) {
      return new Header(name, Kind.WHOLE);
    }

    /** Gives a column of measured values. */
    public static Header number(String name) {
      return new Header(name, Kind.NUMBER);
    }
  }

  /** Gives a grid of two columns of text, such as settings and their values. */
  public static Grid pairs(String name, String key, String value, Map<String, String> pairs) {
    Given.all("pairs", pairs);
    return new Grid(
        name,
        List.of(Header.text(key), Header.text(value)),
        pairs.entrySet().stream().map(pair -> row(pair.getKey(), pair.getValue())).toList());
  }

  /** Gives the grid of a Tablesaw table, such as one that a user made. */
  public static Grid of(Table table) {
    Given.all("table", table);
    return Tables.toGrid(table);
  }

  /** Gives a row of these cells. */
  public static List<Object> row(Object... cells) {
    Given.all("cells", cells);
    return List.of(cells);
  }

  /** Says whether there is no row. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Gives this grid under another name. */
  public Grid named(String other) {
    return new Grid(other, columns, rows);
  }

  /** Gives at most so many rows, spread evenly from the first to the last. */
  public Grid thinned(int most) {
    if (most < 1) {
      throw new IllegalArgumentException(
          "grid '%s': thinned(%s), needed at least 1 row. Try thinned(200).".formatted(name, most));
    }
    if (rows.size() <= most) {
      return this;
    }
    List<List<Object>> kept = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      kept.add(rows.get((int) Math.round(i * (rows.size() - 1.0) / Math.max(1, most - 1))));
    }
    return new Grid(name, columns, kept);
  }

  /** Gives this grid without the columns in which no row has anything. */
  public Grid withoutEmptyColumns() {
    return keeping(
        column -> rows.isEmpty() || rows.stream().anyMatch(row -> !row.get(column).equals("")));
  }

  /** Gives this grid without the column of a name. */
  public Grid without(String heading) {
    Given.all("heading", heading);
    return keeping(column -> !columns.get(column).name().equals(heading));
  }

  private Grid keeping(IntPredicate keeps) {
    List<Integer> kept = IntStream.range(0, columns.size()).filter(keeps).boxed().toList();
    return new Grid(
        name,
        kept.stream().map(columns::get).toList(),
        rows.stream().map(row -> kept.stream().map(row::get).toList()).toList());
  }

  /** Gives the column of a name as it is shown, one text a row. */
  public List<String> column(String heading) {
    Given.all("heading", heading);
    int index = columns.stream().map(Header::name).toList().indexOf(heading);
    if (index < 0) {
      throw new IllegalArgumentException(
          "grid '%s': there is no column '%s'. Try one of %s."
              .formatted(name, heading, columns.stream().map(Header::name).toList()));
    }
    return shown(index);
  }

  /** Gives the cells of one column as they are shown. */
  List<String> shown(int column) {
    Kind kind = columns.get(column).kind();
    return rows.stream().map(row -> shown(kind, row.get(column))).toList();
  }

  /** Gives this grid as text, a line for the headings and one for each row. */
  public String text() {
    return GridText.of(this);
  }

  /** Gives this grid as an HTML table. */
  public DomContent html() {
    return GridHtml.of(this);
  }

  /** Gives this grid as a new Tablesaw table; an absent number is a missing value. */
  public Table table() {
    return Tables.toTable(this);
  }

  /** Gives the grids by name, in their order. */
  static Map<String, Grid> byName(List<Grid> grids) {
    Map<String, Grid> named = new LinkedHashMap<>();
    grids.forEach(grid -> named.put(grid.name(), grid));
    return named;
  }

  private static String shown(Kind kind, Object cell) {
    if (!(cell instanceof Number number)) {
      return cell.toString();
    }
    return kind == Kind.WHOLE
        ? Numbers.whole(number.doubleValue())
        : Numbers.text(number.doubleValue());
  }

  private static void requireRow(String name, List<Header> columns, List<Object> row) {
    if (row.size() != columns.size()) {
      throw new IllegalArgumentException(
          "grid '%s': row %s has %s cells, needed %s. Try an empty text for an absent one."
              .formatted(name, row, row.size(), columns.size()));
    }
    for (int i = 0; i < row.size(); i++) {
      boolean absent = row.get(i).equals("");
      boolean number = row.get(i) instanceof Number;
      if (!absent && number == (columns.get(i).kind() == Kind.TEXT)) {
        throw new IllegalArgumentException(
            "grid '%s': '%s' in column '%s', needed %s. Try a column of another kind."
                .formatted(name, row.get(i), columns.get(i).name(), columns.get(i).kind()));
      }
    }
  }

  @Override
  public String toString() {
    return "%s, %s of %s"
        .formatted(
            name, Shown.count(rows.size(), "row"), columns.stream().map(Header::name).toList());
  }
}
