package dev.espalier.report.chart;

import dev.espalier.describe.problem.Given;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A line of a chart.
 *
 * @param name what it shows
 * @param points its points, from left to right; a {@code y} that is not finite is a gap
 */
public record Curve(String name, List<Point> points) {
  private static final double LARGEST = 1e300;

  /**
   * A point.
   *
   * @param x the place on the horizontal axis
   * @param y the value
   */
  public record Point(double x, double y) {}

  /** Copies the points. */
  public Curve {
    Given.all("name", name, "points", points);
    points = List.copyOf(points);
  }

  /** Says whether there is anything to draw. */
  public boolean isVisible() {
    return points.stream().anyMatch(point -> isDrawable(point.y()));
  }

  /**
   * Gives about so many points, with the lowest, the highest and a gap of each stretch, so that no
   * spike is lost; the first and the last stay.
   */
  public Curve thinned(int most) {
    if (points.size() <= most) {
      return this;
    }
    int stretches = Math.max(1, most / 2 - 1);
    int inner = points.size() - 2;
    List<Point> kept = new ArrayList<>();
    kept.add(points.get(0));
    for (int i = 0; i < stretches; i++) {
      int from = 1 + (int) ((long) inner * i / stretches);
      int to = 1 + (int) ((long) inner * (i + 1) / stretches);
      kept.addAll(outstanding(points.subList(from, to)));
    }
    kept.add(points.get(points.size() - 1));
    return new Curve(name, kept);
  }

  /** Says whether a value has a place on an axis: of larger ones the axis would have no length. */
  static boolean isDrawable(double value) {
    return Math.abs(value) <= LARGEST;
  }

  private static List<Point> outstanding(List<Point> stretch) {
    Stream<Point> gap = stretch.stream().filter(point -> !isDrawable(point.y())).limit(1);
    List<Point> finite = stretch.stream().filter(point -> isDrawable(point.y())).toList();
    Comparator<Point> byValue = Comparator.comparingDouble(Point::y);
    Stream<Point> ends =
        Stream.of(finite.stream().min(byValue), finite.stream().max(byValue))
            .flatMap(Optional::stream);
    return Stream.concat(gap, ends)
        .distinct()
        .sorted(Comparator.comparingDouble(Point::x))
        .toList();
  }

  @Override
  public String toString() {
    return name + ", " + points.size() + " points";
  }
}
