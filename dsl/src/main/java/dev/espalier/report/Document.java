package dev.espalier.report;

import dev.espalier.describe.problem.Given;
import dev.espalier.report.chart.Chart;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.Table;

/**
 * Sections under a heading: as one page of HTML that opens offline, as tables and as charts.
 *
 * <p>Nothing is drawn or made into a table before it is asked for; {@link #html} does not load
 * Tablesaw.
 *
 * @param heading what stands at the top
 * @param sections the sections, in order
 */
public record Document(Heading heading, List<Section> sections) {

  /** Copies the list. */
  public Document {
    Given.all("heading", heading, "sections", sections);
    sections = List.copyOf(sections);
  }

  /** Gives the page that {@link #writeTo} writes. */
  public String html() {
    Sheet sheet = new Sheet();
    sections.forEach(sheet::section);
    return sheet.html(heading);
  }

  /** Gives all tables that have a row by name. */
  public Map<String, Table> tables() {
    return Output.tables(sections.stream().flatMap(one -> one.grids().stream()).toList());
  }

  /** Gives all charts by title. */
  public Map<String, Chart> charts() {
    return Output.charts(Map.of(), sections);
  }

  /**
   * Writes the page into a file whose name ends with {@code .html}, or tables (CSV and JSON),
   * charts (SVG and PNG) and page into a folder of any other name. A file that is there is replaced
   * whole.
   *
   * @return the file or folder
   * @throws ReportException if it cannot be written
   */
  public Path writeTo(Path place) {
    Given.all("place", place);
    Output output = new Output(toString());
    if (Output.isPage(place)) {
      return output.text(place, html());
    }
    output.tables(place, tables());
    Path drawings = place.resolve("charts");
    charts()
        .forEach(
            (name, chart) -> {
              output.svg(drawings, name, chart.svg());
              output.png(drawings, name, chart);
            });
    output.text(place.resolve("report.html"), html());
    return place;
  }

  @Override
  public String toString() {
    return heading.kind() + " of " + heading.name();
  }
}
