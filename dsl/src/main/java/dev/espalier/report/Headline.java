package dev.espalier.report;

import dev.espalier.describe.problem.Given;
import dev.espalier.report.chart.Html;

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

  String html() {
    return Html.block(
        "div",
        "card",
        Html.block("div", "value", Html.escape(value))
            + Html.block("div", "name", Html.escape(name))
            + Html.block("div", "about", Html.escape(about)));
  }
}
