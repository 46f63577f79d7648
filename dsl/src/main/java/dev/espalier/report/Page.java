package dev.espalier.report;

import dev.espalier.train.Evaluation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** A report as one page of HTML that needs nothing but itself; well-formed XML too. */
final class Page {
  private static final int EPOCH_ROWS = 120;
  private static final int MOST_CLASSES = 40;

  private final Facts facts;
  private final Map<String, ? extends Chart> charts;
  private final List<Section> sections;
  private final StringBuilder body = new StringBuilder();
  private final List<String> anchors = new ArrayList<>();
  private int drawn;

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
    section("Networks", Html.block("div", "diagram scroll", diagram()));
    learning();
    guidance();
    stages();
    sections.forEach(this::added);
    section("Plan", MergedCells.html(ModelGrids.plan(facts)));
    String recipe = Html.element("h3", "Recipe") + ModelGrids.recipe(facts).html();
    String environment =
        facts.environment().isEmpty()
            ? ""
            : Html.element("h3", "Environment") + ModelGrids.environment(facts).html();
    section(
        "Recipe and environment",
        Html.block("div", "pair", "<div>" + recipe + "</div><div>" + environment + "</div>"));
    details();
    String title = Html.escape(facts.hierarchy().name() + ", " + facts.plan().method());
    return """
        <!DOCTYPE html>
        <html xmlns="http://www.w3.org/1999/xhtml" lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <title>%s</title>
        <style>
        %s</style>
        </head>
        <body>
        <main>
        %s%s</main>
        </body>
        </html>
        """
        .formatted(title, style(), header(), body);
  }

  private String header() {
    String about =
        "Method %s, trained on %s, seed %d"
            .formatted(facts.plan().method(), facts.recipe().data().name(), facts.recipe().seed());
    String links =
        anchors.stream()
            .map(title -> "<a href=\"#%s\">%s</a>".formatted(Html.slug(title), Html.escape(title)))
            .collect(Collectors.joining("\n"));
    String state = facts.log().ending().name().toLowerCase(Locale.ROOT);
    return "<header>\n<p class=\"kind\">Training report</p>\n"
        + Html.element("h1", facts.hierarchy().name())
        + "\n<p class=\"facts\"><span class=\"badge "
        + Html.slug(state)
        + "\">"
        + Html.escape(facts.ending())
        + "</span> "
        + Html.escape(about)
        + "</p>\n"
        + Html.block("div", "cards", Cards.html(facts))
        + Html.block("nav", "contents", links)
        + "</header>\n";
  }

  private void section(String title, String markup) {
    if (markup.isEmpty()) {
      return;
    }
    anchors.add(title);
    body.append(
            "<section id=\"%s\">\n<h2>%s</h2>\n".formatted(Html.slug(title), Html.escape(title)))
        .append(markup)
        .append("</section>\n");
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
    section("Result", html.toString());
  }

  private void learning() {
    StringBuilder html = new StringBuilder();
    charts.forEach(
        (name, chart) -> {
          if (!name.startsWith("guidance")) {
            html.append(chart(chart));
          }
        });
    if (html.length() > 0) {
      String borders =
          facts.stages().size() > 1
              ? Html.element("p", "Upright lines are the borders of " + stageRanges() + ".")
              : "";
      section("Learning", borders + Html.block("div", "charts", html.toString()));
    }
  }

  private String stageRanges() {
    List<String> ranges = new ArrayList<>();
    int from = 1;
    for (String stage : facts.stages()) {
      int epochs = facts.log().epochsOf(stage).size();
      if (epochs > 0) {
        ranges.add("%s (%d to %d)".formatted(stage, from, from + epochs - 1));
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
            drawings.append(chart(chart));
          }
        });
    html.append(Html.block("div", "charts", drawings.toString()));
    section("Guidance", html.toString());
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
    section("Stages", html.toString());
  }

  private void added(Section section) {
    StringBuilder html = new StringBuilder();
    section.texts().forEach(text -> html.append(Html.element("p", text)).append('\n'));
    section
        .grids()
        .forEach(grid -> html.append(Html.element("h3", grid.name())).append(grid.html()));
    if (!section.charts().isEmpty()) {
      html.append(
          Html.block(
              "div",
              "charts",
              section.charts().stream().map(this::chart).collect(Collectors.joining())));
    }
    section.figures().forEach(figure -> html.append(figure.html()));
    section(section.title(), html.toString());
  }

  private void details() {
    Grid parameters = ModelGrids.parameters(facts);
    Grid epochs = LogGrids.epochs(facts);
    String shown =
        epochs.rows().size() > EPOCH_ROWS
            ? "Epochs, %d of %d".formatted(EPOCH_ROWS, epochs.rows().size())
            : "Epochs";
    section(
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

  private String chart(Chart chart) {
    String keys =
        chart.keys().stream()
            .map(
                key ->
                    "<li><span class=\"key\" style=\"border-top:3px %s %s\"></span>%s</li>"
                        .formatted(
                            key.dashed() ? "dashed" : "solid",
                            key.color(),
                            Html.escape(key.name())))
            .collect(Collectors.joining());
    // Two drawings of one title would share the names of their clipping areas.
    String plot = Svg.themed(chart.plot()).replace("clip-", "clip" + drawn++ + "-");
    return "<figure class=\"chart\"><figcaption>%s</figcaption>\n%s%s</figure>\n"
        .formatted(
            Html.escape(chart.title()),
            plot,
            keys.isEmpty() ? "" : "<ul class=\"keys\">" + keys + "</ul>");
  }

  private String diagram() {
    return Diagram.of(facts.hierarchy());
  }

  private static String style() {
    try (InputStream stream =
        Objects.requireNonNull(
            Page.class.getResourceAsStream("report.css"), "report.css is not in the jar")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("report.css could not be read", e);
    }
  }
}
