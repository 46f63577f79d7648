package dev.espalier.report.chart;

import dev.espalier.describe.problem.Given;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Values over epochs: one line for each curve, a border where a stage ends.
 *
 * <p>Long curves are thinned, so that the size of the picture is bounded.
 *
 * @param title the title
 * @param axis what the horizontal axis counts
 * @param curves the curves; those without a finite value are left out
 * @param borders the places of vertical lines
 * @param scale how the vertical axis is divided
 */
public record CurveChart(
    String title, String axis, List<Curve> curves, List<Double> borders, Scale scale)
    implements Chart {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 260;
  private static final int LEGEND_LINE = 22;
  private static final int POINTS = 400;
  private static final double LOGARITHMIC_FROM = 100;

  /** How an axis is divided. */
  public enum Scale {
    /** Evenly. */
    LINEAR,
    /**
     * By powers of ten, where all values are above 0 and the largest is over 100 times the least.
     */
    AUTOMATIC
  }

  /** Copies the lists and gives curves of one name numbers. */
  public CurveChart {
    Given.all("title", title, "axis", axis, "curves", curves, "borders", borders, "scale", scale);
    Set<String> names = new HashSet<>();
    List<Curve> visible = new ArrayList<>();
    for (Curve curve : curves) {
      if (curve.isVisible()) {
        String name = curve.name().isBlank() ? "unnamed" : curve.name();
        for (int i = 2; !names.add(name); i++) {
          name = curve.name() + " (" + i + ")";
        }
        visible.add(new Curve(name, curve.points()));
      }
    }
    curves = List.copyOf(visible);
    borders = List.copyOf(borders);
  }

  /** Says whether there is no curve to draw. */
  public boolean isEmpty() {
    return curves.isEmpty();
  }

  @Override
  public List<Key> keys() {
    return IntStream.range(0, curves.size())
        .mapToObj(i -> new Key(curves.get(i).name(), Ink.hex(Ink.series(i)), Ink.dashed(i)))
        .toList();
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
    int height = bare ? HEIGHT : HEIGHT + 40 + LEGEND_LINE * curves.size();
    XYChart chart = Ink.chart(WIDTH, height, title, axis, bare);
    XYStyler style = chart.getStyler();
    for (int i = 0; i < curves.size(); i++) {
      Curve curve = curves.get(i).thinned(POINTS);
      XYSeries series = chart.addSeries(curve.name(), xs(curve), ys(curve));
      series.setLineColor(Ink.series(i));
      series.setLineStyle(Ink.line(i));
      series.setMarkerColor(Ink.series(i));
      series.setMarker(curve.points().size() <= 15 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    }
    DoubleSummaryStatistics x =
        curves.stream()
            .flatMap(curve -> curve.points().stream())
            .collect(Collectors.summarizingDouble(Curve.Point::x));
    borders.stream()
        .filter(border -> border > x.getMin() && border < x.getMax())
        .forEach(border -> chart.addAnnotation(new AnnotationLine(border, true, false)));
    frame(style, x);
    return chart;
  }

  private void frame(XYStyler style, DoubleSummaryStatistics x) {
    DoubleSummaryStatistics y =
        curves.stream()
            .flatMap(curve -> curve.points().stream())
            .filter(point -> Curve.isDrawable(point.y()))
            .collect(Collectors.summarizingDouble(Curve.Point::y));
    style.setXAxisTickLabelsFormattingFunction(
        value -> Math.rint(value) == value ? Numbers.whole(value) : "");
    style.setYAxisTickLabelsFormattingFunction(Numbers::text);
    if (curves.isEmpty()) {
      return;
    }
    if (x.getMin() == x.getMax()) {
      style.setXAxisMin(x.getMin() - 1);
      style.setXAxisMax(x.getMax() + 1);
    }
    if (scale == Scale.AUTOMATIC && y.getMin() > 0 && y.getMax() / y.getMin() > LOGARITHMIC_FROM) {
      style.setYAxisLogarithmic(true);
      style.setYAxisLogarithmicDecadeOnly(true);
    } else {
      double room = y.getMax() > y.getMin() ? (y.getMax() - y.getMin()) / 20 : 0.5;
      style.setYAxisMin(y.getMin() - room);
      style.setYAxisMax(y.getMax() + room);
    }
  }

  private static double[] xs(Curve curve) {
    return curve.points().stream().mapToDouble(Curve.Point::x).toArray();
  }

  private static double[] ys(Curve curve) {
    return curve.points().stream()
        .mapToDouble(point -> Curve.isDrawable(point.y()) ? point.y() : Double.NaN)
        .toArray();
  }

  @Override
  public String toString() {
    return title + ": " + curves;
  }
}
