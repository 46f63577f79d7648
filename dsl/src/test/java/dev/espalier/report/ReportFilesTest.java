package dev.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;
import tech.tablesaw.io.csv.CsvReadOptions;
import tech.tablesaw.io.json.JsonReadOptions;

final class ReportFilesTest {
  @Test
  void tablesReadBackFromCsvAndJsonAreEqual(@TempDir Path folder) {
    Report report = MadeUp.report(4);

    report.writeTables(folder);

    report
        .tables()
        .forEach(
            (name, table) -> {
              ColumnType[] types = table.types().toArray(ColumnType[]::new);
              Path csv = folder.resolve(name + ".csv");
              Path json = folder.resolve(name + ".json");
              assertSame(
                  Table.read()
                      .usingOptions(CsvReadOptions.builder(csv.toFile()).columnTypes(types)),
                  table);
              assertSame(
                  Table.read()
                      .usingOptions(JsonReadOptions.builder(json.toFile()).columnTypes(types)),
                  table);
            });
  }

  private static void assertSame(Table read, Table written) {
    // Tablesaw's reader of JSON puts names with a dot into brackets; they are not in the file.
    assertThat(read.columnNames().stream().map(name -> name.replaceAll("^\\[\"|\"]$", "")))
        .isEqualTo(written.columnNames());
    for (Column<?> column : written.columns()) {
      assertThat(read.column(written.columnIndex(column)).asStringColumn().asList())
          .as(written.name() + " " + column.name())
          .isEqualTo(column.asStringColumn().asList());
    }
  }

  @Test
  void folderHoldsTablesChartsAndPage(@TempDir Path folder) throws IOException {
    Path written = MadeUp.report(2).writeTo(folder.resolve("deep").resolve("run-1"));

    assertThat(written.resolve("report.html")).isNotEmptyFile();
    assertThat(written.resolve("stages.csv")).isNotEmptyFile();
    assertThat(written.resolve("charts").resolve("diagram.svg")).isNotEmptyFile();
    assertThat(ImageIO.read(written.resolve("charts").resolve("loss.png").toFile()).getWidth())
        .isEqualTo(1120);
    try (Stream<Path> files = Files.walk(written)) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".part"));
    }
  }

  @Test
  void pageReplacesAnOlderOneWhole(@TempDir Path folder) throws IOException {
    Path page = folder.resolve("page.HTML");
    Files.writeString(page, "older".repeat(1_000_000));

    Path written = MadeUp.report(1).writeTo(page);

    assertThat(written).isEqualTo(page);
    assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>").endsWith("</html>\n");
    assertThat(folder.toFile().list()).containsExactly("page.HTML");
  }

  @Test
  void placeThatCannotBeWrittenIsNamedWithTheReason(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    Report report = MadeUp.report(1);

    for (Path place : List.of(file.resolve("page.html"), file.resolve("tables"))) {
      assertThatThrownBy(() -> report.writeTo(place))
          .isInstanceOf(ReportException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("cannot be made")
          .hasMessageContaining("Try a folder that you may write to");
    }
  }
}
