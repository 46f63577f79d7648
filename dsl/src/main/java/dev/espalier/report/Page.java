package dev.espalier.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.summary;

import dev.espalier.report.chart.Chart;
import dev.espalier.report.chart.Diagram;
import dev.espalier.report.chart.Numbers;
import dev.espalier.report.grid.Grid;
import dev.espalier.report.grid.MergedCells;
import dev.espalier.train.log.Evaluation;
import dev.espalier.train.log.RunLog;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
    sheet.section(
        "Networks",
        List.of(div(rawHtml(Diagram.of(facts.hierarchy()))).withClass("diagram scroll")));
    learning();
    guidance();
    stages();
    sections.forEach(sheet::section);
    sheet.section("Plan", List.of(MergedCells.html(ModelGrids.plan(facts))));
    sheet.section(
        "Recipe and environment",
        List.of(
            pair(
                div(h3("Recipe"), ModelGrids.recipe(facts.recipe()).html()),
                facts.environment().isEmpty()
                    ? div()
                    : div(h3("Environment"), ModelGrids.environment(facts).html()))));
    details();
    return sheet.html(heading());
  }

  private static DomContent pair(DomContent left, DomContent right) {
    return div(left, right).withClass("pair");
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
    List<DomContent> elements = new ArrayList<>(List.of(metrics.html()));
    facts
        .result()
        .filter(one -> !one.confusion().isEmpty())
        .ifPresent(evaluation -> elements.add(classes(evaluation)));
    sheet.section("Result", elements);
  }

  private DomContent classes(Evaluation evaluation) {
    return pair(
        evaluation.confusion().size() > MOST_CLASSES
            ? div()
            : div(
                h3("Confusion of " + evaluation.readout() + " on " + evaluation.data()),
                Heat.html(MetricGrids.confusion(facts, evaluation))),
        div(h3("Classes"), MetricGrids.classQuality(facts, evaluation).html()));
  }

  private void learning() {
    List<? extends Chart> curves = charts(false);
    if (curves.isEmpty()) {
      return;
    }
    List<DomContent> elements = new ArrayList<>();
    if (facts.stages().size() > 1) {
      elements.add(p("Upright lines are the borders of " + stageRanges() + "."));
    }
    elements.add(sheet.charts(curves));
    sheet.section("Learning", elements);
  }

  /** Gives the curves of guidance, or all others. */
  private List<? extends Chart> charts(boolean guidance) {
    return charts.entrySet().stream()
        .filter(chart -> chart.getKey().startsWith("guidance") == guidance)
        .map(Map.Entry::getValue)
        .toList();
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
    sheet.section(
        "Guidance",
        List.of(
            p("How unlike the two ends of each link are: 0 where they agree."),
            summary.html(),
            sheet.charts(charts(true))));
  }

  private void stages() {
    Grid stages = LogGrids.stages(facts).withoutEmptyColumns();
    if (stages.isEmpty()) {
      return;
    }
    List<DomContent> elements = new ArrayList<>(List.of(stages.html()));
    for (Grid grid : List.of(LogGrids.counters(facts), LogGrids.notes(facts))) {
      if (!grid.isEmpty()) {
        elements.add(h3(grid.name().equals("notes") ? "Notes" : "Counters"));
        elements.add(grid.html());
      }
    }
    sheet.section("Stages", elements);
  }

  private void details() {
    Grid parameters = ModelGrids.parameters(facts);
    Grid epochs = LogGrids.epochs(facts);
    String shown =
        epochs.rows().size() > EPOCH_ROWS
            ? "Epochs, %s of %s".formatted(EPOCH_ROWS, epochs.rows().size())
            : "Epochs";
    List<DomContent> elements = new ArrayList<>();
    fold(
        "Parameters, " + Numbers.grouped(facts.hierarchy().trainable()) + " values",
        parameters,
        elements);
    fold(shown, epochs.thinned(EPOCH_ROWS), elements);
    sheet.section("Details", elements);
  }

  private static void fold(String title, Grid grid, List<DomContent> elements) {
    if (!grid.isEmpty()) {
      elements.add(j2html.TagCreator.details(summary(title), grid.html()));
    }
  }
}
