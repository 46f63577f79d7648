package dev.espalier.report;

import dev.espalier.describe.problem.Given;
import dev.espalier.report.chart.Html;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What stands at the top of a page.
 *
 * @param kind what kind of page it is
 * @param name what it is about
 * @param method how that came about; the browser's tab shows it beside the name
 * @param state how it ended, in words
 * @param warns whether the state asks for a second look
 * @param about what was done on what, in one line
 * @param headlines the first numbers
 */
public record Heading(
    String kind,
    String name,
    String method,
    String state,
    boolean warns,
    String about,
    List<Headline> headlines) {

  /** Copies the list. */
  public Heading {
    Given.all(
        "kind",
        kind,
        "name",
        name,
        "method",
        method,
        "state",
        state,
        "about",
        about,
        "headlines",
        headlines);
    headlines = List.copyOf(headlines);
  }

  /** Gives the heading with links to sections, as HTML. */
  String html(List<String> sections) {
    String links =
        sections.stream()
            .map(title -> "<a href=\"#%s\">%s</a>".formatted(Html.slug(title), Html.escape(title)))
            .collect(Collectors.joining("\n"));
    return "<header>\n<p class=\"kind\">"
        + Html.escape(kind)
        + "</p>\n"
        + Html.element("h1", name)
        + "\n<p class=\"facts\"><span class=\"badge"
        + (warns ? " warns" : "")
        + "\">"
        + Html.escape(state)
        + "</span> "
        + Html.escape(about)
        + "</p>\n"
        + Html.block(
            "div", "cards", headlines.stream().map(Headline::html).collect(Collectors.joining()))
        + Html.block("nav", "contents", links)
        + "</header>\n";
  }
}
