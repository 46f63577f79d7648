package dev.espalier.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.document;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.head;
import static j2html.TagCreator.li;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.span;
import static j2html.TagCreator.text;
import static j2html.TagCreator.title;
import static j2html.TagCreator.ul;

import dev.espalier.report.chart.Chart;
import dev.espalier.report.chart.Html;
import dev.espalier.report.chart.Svg;
import dev.espalier.report.grid.Grid;
import j2html.tags.DomContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A page in the making: sections are added, then it is given as HTML that is XML too. */
final class Sheet {
  private final List<DomContent> body = new ArrayList<>();
  private final List<String> titles = new ArrayList<>();
  private int drawn;

  /** Adds a section of any elements; none if there are none. */
  void section(String title, List<? extends DomContent> elements) {
    if (elements.isEmpty()) {
      return;
    }
    titles.add(title);
    body.add(
        j2html.TagCreator.section(h2(title), each(List.copyOf(elements), one -> one))
            .withId(Html.slug(title)));
  }

  /** Adds a section: its texts, its tables, its charts and its images. */
  void section(Section section) {
    List<DomContent> elements = new ArrayList<>();
    section.texts().forEach(text -> elements.add(p(text)));
    for (Grid grid : section.grids()) {
      if (!grid.name().equalsIgnoreCase(section.title())) {
        elements.add(h3(grid.name()));
      }
      elements.add(grid.html());
    }
    if (!section.charts().isEmpty()) {
      elements.add(charts(section.charts()));
    }
    section.figures().forEach(figure -> elements.add(figure.html()));
    section(section.title(), elements);
  }

  /** Gives charts beside each other. */
  DomContent charts(List<? extends Chart> charts) {
    return div(each(charts.stream().map(this::chart))).withClass("charts");
  }

  /** Gives a chart with its title and its legend as HTML. */
  private DomContent chart(Chart chart) {
    // Two drawings of one title would share the names of their clipping areas.
    String plot = Svg.themed(chart.plot()).replace("clip-", "clip" + drawn++ + "-");
    return figure(
            figcaption(chart.title()),
            rawHtml(plot),
            chart.keys().isEmpty()
                ? text("")
                : ul(each(chart.keys(), Sheet::key)).withClass("keys"))
        .withClass("chart");
  }

  private static DomContent key(Chart.Key key) {
    String line = key.dashed() ? "dashed" : "solid";
    return li(
        span().withClass("key").withStyle("border-top:3px %s %s".formatted(line, key.color())),
        text(key.name()));
  }

  /** Gives the whole page. */
  String html(Heading heading) {
    return Html.text(
        document(),
        j2html.TagCreator.html(
                head(
                    meta().withCharset("utf-8"),
                    meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                    meta().withName("color-scheme").withContent("light dark"),
                    title(heading.name() + ", " + heading.method()),
                    j2html.TagCreator.style(rawHtml(style()))),
                j2html.TagCreator.body(main(heading.html(titles), each(body, one -> one))))
            .attr("xmlns", "http://www.w3.org/1999/xhtml")
            .withLang("en"),
        rawHtml("\n"));
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
