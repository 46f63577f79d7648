package dev.espalier.report;

import dev.espalier.report.chart.Numbers;
import dev.espalier.report.grid.Grid;
import dev.espalier.report.grid.Grid.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report as text for a terminal. */
final class Overview {
  private static final int METRICS = 2;
  private static final String METRIC = "validation ";
  private static final Map<String, String> HEADINGS =
      Map.of(
          "stage", "stage",
          "epochs", "epochs",
          "best epoch", "best",
          "training loss", "training",
          "validation loss", "validation",
          "seconds", "seconds",
          "end", "end",
          "verdict", "verdict");

  private Overview() {}

  static String of(Facts facts, List<Section> sections) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s by %s: %s in %s, %d stages, %d epochs, %d steps, seed %d\n",
            facts.hierarchy().name(),
            facts.plan().method(),
            facts.ending(),
            Numbers.duration(facts.log().seconds()),
            facts.log().stages().size(),
            facts.log().epochs().size(),
            facts.log().steps(),
            facts.recipe().seed()));
    add(text, "stages, with losses and scores of their last epochs", stages(facts));
    add(text, "result", MetricGrids.metrics(facts));
    add(text, "guidance, 0 is alike", LogGrids.linkSummary(facts));
    add(text, "counters", LogGrids.counters(facts));
    add(text, "notes", LogGrids.notes(facts));
    for (Section section : sections) {
      text.append('\n').append(section.title()).append('\n');
      section.texts().forEach(paragraph -> text.append("  ").append(paragraph).append('\n'));
      section.grids().forEach(grid -> text.append(grid.text()));
    }
    return text.toString();
  }

  private static void add(StringBuilder text, String heading, Grid grid) {
    if (!grid.isEmpty()) {
      text.append('\n').append(heading).append('\n').append(grid.text());
    }
  }

  /** Gives the stages with short headings, and without what a terminal has no room for. */
  private static Grid stages(Facts facts) {
    Grid all = LogGrids.stages(facts).withoutEmptyColumns();
    List<Header> columns = new ArrayList<>();
    List<Integer> kept = new ArrayList<>();
    int metrics = 0;
    for (int i = 0; i < all.columns().size(); i++) {
      Header column = all.columns().get(i);
      boolean metric = column.name().startsWith(METRIC);
      if (metric ? metrics++ < METRICS : HEADINGS.containsKey(column.name())) {
        String metricName = column.name().substring(metric ? METRIC.length() : 0);
        columns.add(new Header(HEADINGS.getOrDefault(column.name(), metricName), column.kind()));
        kept.add(i);
      }
    }
    List<List<Object>> rows =
        all.rows().stream().map(row -> kept.stream().map(row::get).toList()).toList();
    return new Grid(all.name(), columns, rows);
  }
}
