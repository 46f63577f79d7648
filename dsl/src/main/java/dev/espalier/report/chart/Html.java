package dev.espalier.report.chart;

import j2html.Config;
import j2html.rendering.FlatHtml;
import j2html.tags.DomContent;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The few things that every piece of HTML and SVG needs; all of it is well-formed XML too. */
public final class Html {
  private static final Config CONFIG =
      Config.defaults().withTextEscaper(Html::escape).withEmptyTagsClosed(true);

  private Html() {}

  /** Gives a text with nothing in it that HTML would read as anything but text. */
  public static String escape(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(allowed(point) ? point : 0xFFFD);
              }
            });
    return safe.toString();
  }

  /** Gives elements as text, one after the other; an empty element is closed, as XML needs it. */
  public static String text(DomContent... elements) {
    FlatHtml<StringBuilder> html = FlatHtml.inMemory(CONFIG);
    try {
      for (DomContent element : elements) {
        element.render(html, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a builder in memory could not be written to", e);
    }
    return html.output().toString();
  }

  /** Gives a name that files and anchors can have: letters, digits, dots and dashes. */
  public static String slug(String text) {
    String slug = text.replaceAll("[^A-Za-z0-9._]+", "-").replaceAll("^[-.]+|[-.]+$", "");
    return slug.isEmpty() ? "unnamed" : slug;
  }

  private static boolean allowed(int point) {
    return point == '\t'
        || point == '\n'
        || (point >= 0x20 && point != 0x7F && point < 0xD800)
        || (point > 0xDFFF && point < 0xFFFE)
        || point > 0xFFFF;
  }
}
