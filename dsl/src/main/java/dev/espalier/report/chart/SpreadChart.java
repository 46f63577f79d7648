package dev.espalier.report.chart;

import dev.espalier.describe.problem.Given;
import java.awt.BasicStroke;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Candidates beside each other: a dot for each training, a diamond for the mean and a bar for its
 * 95 % interval.
 *
 * @param title the title
 * @param axis what is measured
 * @param spreads the candidates, from the top
 */
public record SpreadChart(String title, String axis, List<Spread> spreads) implements Chart {
  private static final int WIDTH = 560;
  private static final int LINE = 44;
  private static final String LEGEND =
      " (dots: trainings; diamond and bar: mean and its 95 % interval)";

  /** Copies the list. */
  public SpreadChart {
    Given.all("title", title, "axis", axis, "spreads", spreads);
    spreads = List.copyOf(spreads);
  }

  @Override
  public List<Key> keys() {
    return List.of();
  }

  @Override
  public String svg() {
    return Svg.of(chart(false), title, true);
  }

  @Override
  public String plot() {
    return Svg.of(chart(true), title, false);
  }

  @Override
  public BufferedImage image() {
    return Svg.image(chart(false));
  }

  private XYChart chart(boolean bare) {
    int height = (bare ? 60 : 100) + LINE * Math.max(1, spreads.size());
    XYChart chart = Ink.chart(WIDTH, height, title, axis + LEGEND, bare);
    XYStyler style = chart.getStyler();
    style.setLegendVisible(false);
    style.setPlotGridHorizontalLinesVisible(false);
    style.setPlotGridVerticalLinesVisible(true);
    style.setMarkerSize(8);
    style.setYAxisMin(0.5);
    style.setYAxisMax(spreads.size() + 0.5);
    style.setYAxisTickMarkSpacingHint(LINE);
    style.setXAxisTickLabelsFormattingFunction(Numbers::text);
    style.setYAxisTickLabelsFormattingFunction(this::name);
    for (int i = 0; i < spreads.size(); i++) {
      draw(chart, i);
    }
    return chart;
  }

  private void draw(XYChart chart, int index) {
    Spread spread = spreads.get(index);
    double line = spreads.size() - index;
    double[] values = spread.values().stream().mapToDouble(Double::doubleValue).toArray();
    double[] lines = new double[values.length];
    Arrays.fill(lines, line - 0.18);
    XYSeries dots = chart.addSeries("seeds " + index, values, lines);
    dots.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    dots.setMarker(SeriesMarkers.CIRCLE);
    dots.setMarkerColor(Ink.pale(index));
    double mean = spread.mean();
    if (values.length > 1) {
      double half = spread.halfWidth();
      XYSeries interval =
          chart.addSeries(
              "interval " + index,
              new double[] {mean - half, mean + half},
              new double[] {line + 0.12, line + 0.12});
      interval.setMarker(SeriesMarkers.NONE);
      interval.setLineColor(Ink.series(index));
      interval.setLineStyle(new BasicStroke(3f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    }
    XYSeries middle =
        chart.addSeries("mean " + index, new double[] {mean}, new double[] {line + 0.12});
    middle.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    middle.setMarker(SeriesMarkers.DIAMOND);
    middle.setMarkerColor(Ink.series(index));
  }

  /** XChart draws no ticks at all where the two ends of an axis have one label. */
  private String name(double tick) {
    int line = (int) Math.rint(tick);
    if (Math.abs(line - tick) > 1e-6 || line < 1 || line > spreads.size()) {
      return tick < 1 ? "" : " ";
    }
    return spreads.get(spreads.size() - line).name();
  }

  @Override
  public String toString() {
    return title + ": " + spreads;
  }
}
