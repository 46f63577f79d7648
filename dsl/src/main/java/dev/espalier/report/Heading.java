package dev.espalier.report;

import static j2html.TagCreator.a;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.header;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.p;
import static j2html.TagCreator.span;
import static j2html.TagCreator.text;

import dev.espalier.describe.problem.Given;
import dev.espalier.report.chart.Html;
import j2html.tags.DomContent;
import java.util.List;

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
  DomContent html(List<String> sections) {
    return header(
        p(kind).withClass("kind"),
        h1(name),
        p(span(state).withClass(warns ? "badge warns" : "badge"), text(" " + about))
            .withClass("facts"),
        div(each(headlines, Headline::html)).withClass("cards"),
        nav(each(sections, title -> a(title).withHref("#" + Html.slug(title))))
            .withClass("contents"));
  }
}
