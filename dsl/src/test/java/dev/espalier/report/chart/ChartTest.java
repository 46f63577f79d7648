package dev.espalier.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.report.Xml;
import dev.espalier.report.chart.Curve.Point;
import dev.espalier.report.chart.CurveChart.Scale;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ChartTest {
  private static Curve curve(String name, int points, IntToDoubleFunction y) {
    return new Curve(
        name,
        IntStream.rangeClosed(1, points).mapToObj(x -> new Point(x, y.applyAsDouble(x))).toList());
  }

  @Test
  void thinnedCurveKeepsEndsSpikesAndGaps() {
    Curve curve =
        curve(
            "c", 10_000, x -> x == 5432 ? 1e6 : x == 777 ? -1e6 : x == 3000 ? Double.NaN : 1.0 / x);

    Curve thinned = curve.thinned(400);

    assertThat(thinned.points())
        .hasSizeLessThan(420)
        .contains(new Point(5432, 1e6), new Point(777, -1e6), new Point(3000, Double.NaN))
        .startsWith(new Point(1, 1))
        .endsWith(new Point(10_000, 1e-4))
        .isSortedAccordingTo((a, b) -> Double.compare(a.x(), b.x()));
  }

  @Test
  void drawingsAreWellFormedRepeatableAndOneLineForEachCurve() throws Exception {
    CurveChart chart =
        new CurveChart(
            "Loss & <more>",
            "epoch",
            List.of(curve("training", 50, x -> 1.0 / x), curve("validation", 50, x -> 2.0 / x)),
            List.of(20.5),
            Scale.AUTOMATIC);

    String svg = chart.svg();

    assertThat(Xml.parse(svg).getElementsByTagName("polyline").getLength())
        .isGreaterThanOrEqualTo(2);
    assertThat(svg)
        .contains("<title>Loss &amp; &lt;more&gt;</title>")
        .contains("rgb(57,135,214)", "rgb(224,118,47)")
        .isEqualTo(chart.svg());
    assertThat(svg.split("rgb\\(57,135,214\\)", -1)).hasSizeLessThan(8);
  }

  @Test
  void automaticScaleIsLogarithmicOnlyOverTwoPowersOfTen() {
    List<Curve> falls = List.of(curve("falls", 300, x -> Math.pow(10, -x / 100.0)));

    String automatic = new CurveChart("t", "x", falls, List.of(), Scale.AUTOMATIC).plot();

    assertThat(heights(automatic).distinct().count()).isGreaterThan(100);
    assertThat(heights(automatic).max().orElseThrow() - median(automatic)).isBetween(80.0, 110.0);
    String linear = new CurveChart("t", "x", falls, List.of(), Scale.LINEAR).plot();
    assertThat(heights(linear).max().orElseThrow() - median(linear)).isLessThan(20);
  }

  private static DoubleStream heights(String svg) {
    Matcher line = Pattern.compile("57,135,214.*points=\"([^\"]*)\"").matcher(svg);
    assertThat(line.find()).isTrue();
    return Arrays.stream(line.group(1).split(" ", -1))
        .mapToDouble(point -> Double.parseDouble(point.split(",", -1)[1]));
  }

  private static double median(String svg) {
    double[] sorted = heights(svg).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  @Test
  void imageShowsTheCurvesOnWhite() {
    BufferedImage image =
        new CurveChart("t", "x", List.of(curve("c", 10, x -> x)), List.of(), Scale.LINEAR).image();

    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    assertThat(pixels[0]).isEqualTo(0xFFFFFFFF);
    assertThat(pixels).contains(0xFF3987D6);
  }

  @Test
  void curvesWithoutAFiniteValueAreLeftOut() {
    CurveChart chart =
        new CurveChart(
            "t",
            "x",
            List.of(
                curve("nothing", 3, x -> Double.NaN),
                curve("some", 3, x -> x == 2 ? Double.POSITIVE_INFINITY : x),
                curve("some", 1, x -> 5)),
            List.of(),
            Scale.LINEAR);

    assertThat(chart.keys()).extracting(Chart.Key::name).containsExactly("some", "some (2)");
    assertThat(chart.svg()).doesNotContain("NaN", "Infinity");
  }

  @Test
  void valuesThatNoAxisHoldsAreGaps() {
    Curve diverged = curve("diverged", 3, x -> x == 3 ? -1.5e308 : x == 2 ? 1.5e308 : 1e300);
    CurveChart chart = new CurveChart("t", "epoch", List.of(diverged), List.of(), Scale.LINEAR);

    assertThat(chart.svg()).startsWith("<svg").doesNotContain("NaN", "Infinity");
    assertThat(curve("beyond", 2, x -> 1.5e308).isVisible()).isFalse();
  }

  @Test
  void chartWithoutCurvesCanStillBeDrawn() throws Exception {
    CurveChart chart = new CurveChart("nothing", "x", List.of(), List.of(), Scale.AUTOMATIC);

    assertThat(chart.isEmpty()).isTrue();
    assertThat(Xml.parse(chart.svg()).getDocumentElement().getTagName()).isEqualTo("svg");
  }

  @Test
  void intervalIsThatOfStudent() {
    Spread spread = new Spread("accuracy", List.of(1.0, 2.0, 3.0, 4.0));

    assertThat(spread.mean()).isEqualTo(2.5);
    assertThat(spread.deviation()).isCloseTo(Math.sqrt(5.0 / 3), within(1e-12));
    assertThat(spread.halfWidth()).isCloseTo(3.182446305 * Math.sqrt(5.0 / 3) / 2, within(1e-8));
    assertThat(new Spread("one", List.of(1.0)).halfWidth()).isNaN();
    assertThatThrownBy(() -> new Spread("none", List.of()))
        .hasMessageContaining("there is no value");
  }

  @Test
  void spreadsOfAnyNumberCanBeDrawn() throws Exception {
    SpreadChart chart =
        new SpreadChart(
            "Accuracy",
            "accuracy",
            List.of(
                new Spread("alone", List.of(0.9, 0.91, 0.93)), new Spread("one", List.of(0.9))));

    assertThat(Xml.parse(chart.svg()).getElementsByTagName("ellipse").getLength()).isEqualTo(4);
    assertThat(Xml.parse(new SpreadChart("none", "x", List.of()).svg())).isNotNull();
  }
}
