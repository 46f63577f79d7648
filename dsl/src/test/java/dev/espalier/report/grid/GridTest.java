package dev.espalier.report.grid;

import static dev.espalier.report.grid.Grid.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.report.chart.Html;
import dev.espalier.report.grid.Grid.Header;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

final class GridTest {
  private static final Grid GRID =
      new Grid(
          "results",
          List.of(Header.text("name"), Header.whole("steps"), Header.number("loss")),
          List.of(
              row("first", 12345678L, 0.5),
              row("<b>", 7, 12.3456),
              row("none", "", ""),
              row("broken", 1, Double.NaN)));

  @Test
  void textAlignsNumbersAtTheirPoint() {
    assertThat(GRID.text())
        .isEqualTo(
            """
              name       steps   loss
              first   12345678   0.5
              <b>            7  12.35
              none
              broken         1    NaN
            """);
  }

  @Test
  void aDiskThatIsFullIsNotTablesawsMatter() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("No space left on device");
          }
        };

    assertThatThrownBy(() -> Tables.csv(GRID.table(), full))
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device");
    assertThatThrownBy(() -> Tables.json(GRID.table(), full))
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device");
  }

  @Test
  void htmlEscapesEveryCell() {
    assertThat(Html.text(GRID.html())).contains("<td>&lt;b&gt;</td>").doesNotContain("<b>");
  }

  @Test
  void tableKeepsAllDigitsAndComesBackAsTheSameGrid() {
    Table table = GRID.table();

    assertThat(table.name()).isEqualTo("results");
    assertThat(table.longColumn("steps").asList()).startsWith(12345678L, 7L);
    assertThat(table.longColumn("steps").isMissing(2)).isTrue();
    assertThat(table.doubleColumn("loss").get(1)).isEqualTo(12.3456);
    assertThat(Grid.of(table).text().lines().limit(4))
        .containsExactlyElementsOf(GRID.text().lines().limit(4).toList());
  }

  @Test
  void columnsThatTablesawTakesForTheSameGetNumbers() {
    Grid grid =
        new Grid(
            "cases",
            List.of(Header.text("a"), Header.text("A"), Header.text("")),
            List.of(row("x", "y", "z")));

    assertThat(grid.table().columnNames()).containsExactly("a", "A (2)", "unnamed");
  }

  @Test
  void thinnedKeepsTheFirstAndTheLastRow() {
    Grid grid =
        new Grid(
            "many",
            List.of(Header.whole("i")),
            IntStream.rangeClosed(1, 1000).mapToObj(i -> row(i)).toList());

    assertThat(grid.thinned(5).column("i")).containsExactly("1", "251", "501", "750", "1000");
    assertThat(grid.thinned(1000)).isEqualTo(grid);
  }

  @Test
  void emptyColumnsCanBeLeftOut() {
    Grid grid =
        new Grid("gaps", List.of(Header.text("a"), Header.number("b")), List.of(row("x", "")));

    assertThat(grid.withoutEmptyColumns().columns()).containsExactly(Header.text("a"));
  }

  @Test
  void refusesRowsThatDoNotFit() {
    List<Header> columns = List.of(Header.text("a"), Header.number("b"));

    assertThatThrownBy(() -> new Grid("g", columns, List.of(row("x"))))
        .hasMessage(
            "grid 'g': row [x] has 1 cells, needed 2. Try an empty text for an absent one.");
    assertThatThrownBy(() -> new Grid("g", columns, List.of(row("x", "y"))))
        .hasMessage("grid 'g': 'y' in column 'b', needed NUMBER. Try a column of another kind.");
    assertThatThrownBy(() -> GRID.column("rate"))
        .hasMessage("grid 'results': there is no column 'rate'. Try one of [name, steps, loss].");
  }
}
