package dev.espalier.report.chart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;

/** XChart's drawings as small, repeatable SVG that can stand in a page beside others. */
public final class Svg {
  private static final Pattern DIGITS = Pattern.compile("(\\.\\d\\d)\\d+");
  private static final Pattern UNSEEN =
      Pattern.compile("\\s*<(rect|path)[^>]*fill-opacity:0;stroke:none;[^>]*/>");
  private static final Pattern EMPTY_GROUP = Pattern.compile("\\s*<g[^>]*>\\s*</g>");
  private static final Pattern CLIP = Pattern.compile("clip-?\\d+");
  private static final Pattern SIZE = Pattern.compile("viewBox=\"0 0 (\\d+) (\\d+)\"");
  private static final Pattern LINE =
      Pattern.compile(
          "\\s*<line style=\"([^\"]*)\" x1=\"([^\"]*)\" x2=\"([^\"]*)\" y1=\"([^\"]*)\""
              + " y2=\"([^\"]*)\"/>");

  private Svg() {}

  /**
   * Gives the drawing as an SVG element.
   *
   * @param title what it is called; read aloud, and the root of the names in it
   * @param whole whether it is a document of its own, with a size
   */
  static String of(XYChart chart, String title, boolean whole) {
    String drawn;
    try {
      drawn = new String(ChartEncoder.getBytes(chart, "svg"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("chart '" + title + "' could not be drawn", e);
    }
    String body = drawn.substring(drawn.indexOf('>', drawn.indexOf("<svg")) + 1);
    body = UNSEEN.matcher(body).replaceAll("");
    body = EMPTY_GROUP.matcher(body).replaceAll("");
    body = DIGITS.matcher(body).replaceAll("$1");
    body = CLIP.matcher(body).replaceAll("clip-" + Html.slug(title));
    body = body.replace("stroke-miterlimit:10;", "").replaceAll("\\n\\s+", "\n");
    return head(drawn, title, whole) + joined(body).strip() + "\n";
  }

  /** Gives the drawing as pixels on white ground. */
  static BufferedImage image(XYChart chart) {
    int scale = 2;
    BufferedImage image =
        new BufferedImage(
            chart.getWidth() * scale, chart.getHeight() * scale, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.scale(scale, scale);
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    graphics.dispose();
    return image;
  }

  /** Gives a drawing with the page's ink in place of the one that suits any ground. */
  public static String themed(String svg) {
    return svg.replace("fill:" + rgb(Ink.TEXT), "fill:var(--soft)")
        .replace("stroke:" + rgb(Ink.TEXT), "stroke:var(--soft)");
  }

  private static String rgb(Color color) {
    return "rgb(%s,%s,%s)".formatted(color.getRed(), color.getGreen(), color.getBlue());
  }

  private static String head(String drawn, String title, boolean whole) {
    Matcher size = SIZE.matcher(drawn);
    if (!size.find()) {
      throw new IllegalStateException("chart '" + title + "': its drawing has no size");
    }
    String fixed =
        whole ? " width=\"%s\" height=\"%s\"".formatted(size.group(1), size.group(2)) : "";
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" %s%s role=\"img\"><title>%s</title>\n"
        .formatted(size.group(), fixed, Html.escape(title));
  }

  /** Gives lines that follow each other in one style as one: a curve has hundreds of them. */
  private static String joined(String body) {
    StringBuilder text = new StringBuilder(body.length());
    Matcher line = LINE.matcher(body);
    StringBuilder points = new StringBuilder();
    String style = "";
    String end = "";
    int done = 0;
    while (line.find()) {
      String from = line.group(2) + "," + line.group(4);
      boolean follows = line.start() == done && from.equals(end) && line.group(1).equals(style);
      if (!follows) {
        flush(text, style, points);
        text.append(body, done, line.start());
        points.append(from);
        style = line.group(1);
      }
      end = line.group(3) + "," + line.group(5);
      points.append(' ').append(end);
      done = line.end();
    }
    flush(text, style, points);
    return text.append(body.substring(done)).toString();
  }

  private static void flush(StringBuilder text, String style, StringBuilder points) {
    if (points.length() > 0) {
      text.append("\n<polyline style=\"%s\" points=\"%s\"/>".formatted(style, points));
      points.setLength(0);
    }
  }
}
