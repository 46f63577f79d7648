package dev.espalier.report;

import dev.espalier.describe.problem.Given;
import dev.espalier.report.chart.Chart;
import dev.espalier.report.grid.Grid;
import java.util.List;
import java.util.stream.Stream;

/**
 * A part of a report that its reader or a method adds: texts, tables, charts and images under a
 * title; a persistent value, so every call returns a new one.
 *
 * @param title the title
 * @param texts paragraphs, as plain text
 * @param grids tables
 * @param charts charts
 * @param figures images
 */
public record Section(
    String title, List<String> texts, List<Grid> grids, List<Chart> charts, List<Figure> figures) {

  /** Copies the lists. */
  public Section {
    Given.all("title", title, "texts", texts, "grids", grids, "charts", charts, "figures", figures);
    texts = List.copyOf(texts);
    grids = List.copyOf(grids);
    charts = List.copyOf(charts);
    figures = List.copyOf(figures);
  }

  /** Gives a section with nothing in it yet. */
  public static Section of(String title) {
    return new Section(title, List.of(), List.of(), List.of(), List.of());
  }

  /** Adds a paragraph. */
  public Section text(String paragraph) {
    return new Section(title, and(texts, paragraph), grids, charts, figures);
  }

  /** Adds a table. */
  public Section grid(Grid grid) {
    return new Section(title, texts, and(grids, grid), charts, figures);
  }

  /** Adds a chart. */
  public Section chart(Chart chart) {
    return new Section(title, texts, grids, and(charts, chart), figures);
  }

  /** Adds images. */
  public Section figure(Figure figure) {
    return new Section(title, texts, grids, charts, and(figures, figure));
  }

  private static <T> List<T> and(List<T> list, T one) {
    return Stream.concat(list.stream(), Stream.of(one)).toList();
  }

  @Override
  public String toString() {
    return "%s: %s texts, %s tables, %s charts, %s figures"
        .formatted(title, texts.size(), grids.size(), charts.size(), figures.size());
  }
}
