package dev.espalier.report;

import static j2html.TagCreator.div;

import dev.espalier.describe.problem.Given;
import j2html.tags.DomContent;

/**
 * A number that a reader asks for first.
 *
 * @param value the number as text
 * @param name what it is
 * @param about of what, or under which condition
 */
public record Headline(String value, String name, String about) {
  /** Refuses null. */
  public Headline {
    Given.all("value", value, "name", name, "about", about);
  }

  DomContent html() {
    return div(
            div(value).withClass("value"),
            div(name).withClass("name"),
            div(about).withClass("about"))
        .withClass("card");
  }
}
