package dev.espalier.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;

/** Colors and lines of all charts, chosen to be read on a light and on a dark page. */
final class Ink {
  /** Texts and axes; a page replaces it by its own soft ink. */
  static final Color TEXT = new Color(119, 124, 131);

  private static final Color GRID = new Color(128, 128, 128, 48);
  private static final Color NOTHING = new Color(255, 255, 255, 0);

  /** Of middle lightness, and apart for the color-blind. */
  private static final List<Color> SERIES =
      List.of(
          new Color(0x3987D6),
          new Color(0xE0762F),
          new Color(0x2A9D6F),
          new Color(0xCF5A9B),
          new Color(0x8B6CD8),
          new Color(0x1FA0B4),
          new Color(0xB58A16),
          new Color(0xD94F4F));

  private static final float[] DASHES = {5, 4};

  private Ink() {}

  static Color series(int index) {
    return SERIES.get(index % SERIES.size());
  }

  /** Gives a series' color, half seen through. */
  static Color pale(int index) {
    return new Color((series(index).getRGB() & 0xFFFFFF) | 0x80000000, true);
  }

  static boolean dashed(int index) {
    return index / SERIES.size() % 2 == 1;
  }

  static BasicStroke line(int index) {
    return dashed(index)
        ? new BasicStroke(2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10f, DASHES, 0f)
        : new BasicStroke(2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  }

  static String hex(Color color) {
    return String.format(Locale.ROOT, "#%06x", color.getRGB() & 0xFFFFFF);
  }

  /** Gives a chart of a size with transparent ground and quiet axes. */
  static XYChart chart(int width, int height, String title, String xTitle, boolean bare) {
    XYChart chart = new XYChart(width, height);
    chart.setTitle(title);
    chart.setXAxisTitle(xTitle);
    XYStyler style = chart.getStyler();
    style.setLocale(Locale.ROOT);
    style.setChartTitleVisible(!bare && !title.isEmpty());
    style.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
    style.setChartFontColor(TEXT);
    style.setChartBackgroundColor(NOTHING);
    style.setPlotBackgroundColor(NOTHING);
    style.setPlotBorderVisible(false);
    style.setChartPadding(bare ? 2 : 12);
    style.setLegendVisible(!bare);
    style.setLegendPosition(LegendPosition.OutsideS);
    style.setLegendLayout(LegendLayout.Vertical);
    style.setLegendBackgroundColor(NOTHING);
    style.setLegendBorderColor(NOTHING);
    style.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    style.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
    style.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
    style.setAxisTickLabelsColor(TEXT);
    style.setAxisTickMarksColor(GRID);
    style.setXAxisTickMarkSpacingHint(64);
    style.setYAxisTickMarkSpacingHint(38);
    style.setXAxisTitleVisible(!xTitle.isEmpty());
    style.setYAxisTitleVisible(false);
    style.setPlotGridLinesColor(GRID);
    style.setPlotGridLinesStroke(new BasicStroke(1f));
    style.setPlotGridVerticalLinesVisible(false);
    style.setAnnotationLineColor(new Color(TEXT.getRed(), TEXT.getGreen(), TEXT.getBlue(), 128));
    style.setAnnotationLineStroke(new BasicStroke(1f));
    style.setAnnotationTextFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
    style.setAnnotationTextFontColor(TEXT);
    style.setMarkerSize(6);
    return chart;
  }
}
