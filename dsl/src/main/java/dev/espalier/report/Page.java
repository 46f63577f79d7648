package dev.espalier.report;

import dev.espalier.report.chart.Chart;
import dev.espalier.report.chart.Diagram;
import dev.espalier.report.chart.Html;
import dev.espalier.report.chart.Numbers;
import dev.espalier.report.grid.Grid;
import dev.espalier.report.grid.MergedCells;
import dev.espalier.train.log.Evaluation;
import dev.espalier.train.log.RunLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A report as one page of HTML that needs nothing but itself; well-formed XML too. */
final class Page {
  private static final int EPOCH_ROWS = 120;
  private static final int MOST_CLASSES = 40;

  private final Facts facts;
  private final Map<String, ? extends Chart> charts;
  private final List<Section> sections;
  private final Sheet sheet = new Sheet();

  private Page(Facts facts, Map<String, ? extends Chart> charts, List<Section> sections) {
    this.facts = facts;
    this.charts = charts;
    this.sections = sections;
  }

  static String of(Facts facts, Map<String, ? extends Chart> charts, List<Section> sections) {
    return new Page(facts, charts, sections).html();
  }

  private String html() {
    result();
    sheet.section("Networks", Html.block("div", "diagram scroll", diagram()));
    learning();
    guidance();
    stages();
    sections.forEach(sheet::section);
    sheet.section("Plan", MergedCells.html(ModelGrids.plan(facts)));
    String recipe = Html.element("h3", "Recipe") + ModelGrids.recipe(facts.recipe()).html();
    String environment =
        facts.environment().isEmpty()
            ? ""
            : Html.element("h3", "Environment") + ModelGrids.environment(facts).html();
    sheet.section(
        "Recipe and environment",
        Html.block("div", "pair", "<div>" + recipe + "</div><div>" + environment + "</div>"));
    details();
    return sheet.html(heading());
  }

  private Heading heading() {
    return new Heading(
        "Training report",
        facts.hierarchy().name(),
        facts.plan().method(),
        facts.ending(),
        facts.log().ending() == RunLog.Ending.CANCELLED,
        "Method %s, trained on %s, seed %s"
            .formatted(facts.plan().method(), facts.recipe().data().name(), facts.recipe().seed()),
        Cards.of(facts));
  }

  private void result() {
    Grid metrics = MetricGrids.metrics(facts);
    if (metrics.isEmpty()) {
      return;
    }
    StringBuilder html = new StringBuilder(metrics.html());
    Optional<Evaluation> result = facts.result().filter(one -> !one.confusion().isEmpty());
    result.ifPresent(
        evaluation -> {
          String of = evaluation.readout() + " on " + evaluation.data();
          String confusion =
              evaluation.confusion().size() > MOST_CLASSES
                  ? ""
                  : Html.element("h3", "Confusion of " + of)
                      + Heat.html(MetricGrids.confusion(facts, evaluation));
          String classes =
              Html.element("h3", "Classes") + MetricGrids.classQuality(facts, evaluation).html();
          html.append(
              Html.block("div", "pair", "<div>" + confusion + "</div><div>" + classes + "</div>"));
        });
    sheet.section("Result", html.toString());
  }

  private void learning() {
    StringBuilder html = new StringBuilder();
    charts.forEach(
        (name, chart) -> {
          if (!name.startsWith("guidance")) {
            html.append(sheet.chart(chart));
          }
        });
    if (html.length() > 0) {
      String borders =
          facts.stages().size() > 1
              ? Html.element("p", "Upright lines are the borders of " + stageRanges() + ".")
              : "";
      sheet.section("Learning", borders + Html.block("div", "charts", html.toString()));
    }
  }

  private String stageRanges() {
    List<String> ranges = new ArrayList<>();
    int from = 1;
    for (String stage : facts.stages()) {
      int epochs = facts.log().epochsOf(stage).size();
      if (epochs > 0) {
        ranges.add("%s (%s to %s)".formatted(stage, from, from + epochs - 1));
        from += epochs;
      }
    }
    return "the stages: " + String.join(", ", ranges);
  }

  private void guidance() {
    Grid summary = LogGrids.linkSummary(facts);
    if (summary.isEmpty()) {
      return;
    }
    StringBuilder html =
        new StringBuilder(
            Html.element("p", "How unlike the two ends of each link are: 0 where they agree."));
    html.append(summary.html());
    StringBuilder drawings = new StringBuilder();
    charts.forEach(
        (name, chart) -> {
          if (name.startsWith("guidance")) {
            drawings.append(sheet.chart(chart));
          }
        });
    html.append(Html.block("div", "charts", drawings.toString()));
    sheet.section("Guidance", html.toString());
  }

  private void stages() {
    Grid stages = LogGrids.stages(facts).withoutEmptyColumns();
    if (stages.isEmpty()) {
      return;
    }
    StringBuilder html = new StringBuilder(stages.html());
    for (Grid grid : List.of(LogGrids.counters(facts), LogGrids.notes(facts))) {
      if (!grid.isEmpty()) {
        html.append(Html.element("h3", grid.name().equals("notes") ? "Notes" : "Counters"))
            .append(grid.html());
      }
    }
    sheet.section("Stages", html.toString());
  }

  private void details() {
    Grid parameters = ModelGrids.parameters(facts);
    Grid epochs = LogGrids.epochs(facts);
    String shown =
        epochs.rows().size() > EPOCH_ROWS
            ? "Epochs, %s of %s".formatted(EPOCH_ROWS, epochs.rows().size())
            : "Epochs";
    sheet.section(
        "Details",
        folded(
                "Parameters, " + Numbers.grouped(facts.hierarchy().trainable()) + " values",
                parameters)
            + folded(shown, epochs.thinned(EPOCH_ROWS)));
  }

  private static String folded(String summary, Grid grid) {
    return grid.isEmpty()
        ? ""
        : "<details>" + Html.element("summary", summary) + grid.html() + "</details>\n";
  }

  private String diagram() {
    return Diagram.of(facts.hierarchy());
  }
}
