package dev.espalier.report;

import dev.espalier.report.chart.Chart;
import dev.espalier.report.chart.Html;
import dev.espalier.report.chart.Svg;
import dev.espalier.report.grid.Grid;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** A page in the making: sections are added, then it is given as HTML that is XML too. */
final class Sheet {
  private final StringBuilder body = new StringBuilder();
  private final List<String> titles = new ArrayList<>();
  private int drawn;

  /** Adds a section of any markup; none if there is no markup. */
  void section(String title, String markup) {
    if (markup.isEmpty()) {
      return;
    }
    titles.add(title);
    body.append(
            "<section id=\"%s\">\n<h2>%s</h2>\n".formatted(Html.slug(title), Html.escape(title)))
        .append(markup)
        .append("</section>\n");
  }

  /** Adds a section: its texts, its tables, its charts and its images. */
  void section(Section section) {
    StringBuilder html = new StringBuilder();
    section.texts().forEach(text -> html.append(Html.element("p", text)).append('\n'));
    for (Grid grid : section.grids()) {
      boolean titled = grid.name().equalsIgnoreCase(section.title());
      html.append(titled ? "" : Html.element("h3", grid.name())).append(grid.html());
    }
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

  /** Gives a chart with its title and its legend as HTML. */
  String chart(Chart chart) {
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

  /** Gives the whole page. */
  String html(Heading heading) {
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
        .formatted(
            Html.escape(heading.name() + ", " + heading.method()),
            style(),
            heading.html(titles),
            body);
  }

  private static String style() {
    try (InputStream stream =
        Objects.requireNonNull(
            Sheet.class.getResourceAsStream("report.css"), "report.css is not in the jar")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("report.css could not be read", e);
    }
  }
}
