package dev.espalier.models;

import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Seeds;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/** Made data, without noise unless it is said: known functions to learn. */
public final class Synthetic {
  private static final int MOST_POINTS = 10_000_000;
  private static final double[] FREQUENCIES = {1, 5.5, 10};
  private static final double[] PHASES = {6.0652933, 1.9772031, 3.9774444};

  private Synthetic() {}

  /**
   * Gives points of {@code y = sin(4 pi x) + sin(10 pi x + 1) / 2 + sin(26 pi x + 2) / 4}, a
   * regression from (1) to (1), at x drawn evenly from [0, 1).
   *
   * @param points how many, at most 10 million
   */
  public static DataSet wave(int points, long seed) {
    SplittableRandom random = Seeds.random(seed, "wave");
    double[] x = random.doubles(requirePoints("wave", points, 1)).toArray();
    return curve("wave", x, Synthetic::waveAt);
  }

  /**
   * Gives points of two spirals of one and a half turns, one a class, with normal noise of
   * deviation 0.02: inputs (2) in about [-1, 1], half of the points in each class.
   *
   * <p>{@code r = 0.1 + 0.9 t}, angle {@code 3 pi t + pi class}, t drawn evenly from [0, 1).
   *
   * @param points how many, at least 2, at most 10 million
   */
  public static DataSet spirals(int points, long seed) {
    requirePoints("spirals", points, 2);
    SplittableRandom random = Seeds.random(seed, "spirals");
    double[] inputs = new double[2 * points];
    double[] labels = new double[points];
    for (int i = 0; i < points; i++) {
      int arm = i % 2;
      double t = random.nextDouble();
      double angle = 3 * Math.PI * t + Math.PI * arm;
      inputs[2 * i] = (0.1 + 0.9 * t) * Math.cos(angle) + 0.02 * random.nextGaussian();
      inputs[2 * i + 1] = (0.1 + 0.9 * t) * Math.sin(angle) + 0.02 * random.nextGaussian();
      labels[i] = arm;
    }
    return DataSet.of(
        "spirals",
        Rows.of(inputs, Dims.of(2)),
        Rows.of(labels, Dims.of()),
        Targets.classes("first", "second"));
  }

  /**
   * Gives points of {@code y = sin(100 x)}, a regression from (1) to (1), at {@code x = i /
   * points}: one network hardly learns it, several grades do.
   *
   * @param points how many, evenly spaced from 0 up to but without 1; at most 10 million
   */
  public static DataSet highFrequency(int points) {
    return curve(
        "high-frequency",
        evenly(requirePoints("highFrequency", points, 1)),
        x -> Math.sin(100 * x));
  }

  /**
   * Gives points of the sum over {@code k} in 1, 5.5, 10 of {@code sin(2 pi k x + phase)}, phases
   * 6.0652933, 1.9772031 and 3.9774444, a regression from (1) to (1), at {@code x = i / points}.
   *
   * @param points how many, evenly spaced from 0 up to but without 1; at most 10 million
   */
  public static DataSet threeSines(int points) {
    return curve("three-sines", evenly(requirePoints("threeSines", points, 1)), Synthetic::sinesAt);
  }

  /**
   * Gives pictures (1 x side x side) of a disc and a square on a noisy ground, with a class for
   * each pixel: ground, disc and square, alike bright, so that their form alone tells them apart.
   * The later of the two lies above.
   *
   * @param pictures how many, at most 10 million pixels in all
   * @param side height and width, at least 8
   */
  public static DataSet shapes(int pictures, int side, long seed) {
    if (side < 8 || pictures < 1 || (long) pictures * side * side > MOST_POINTS) {
      throw new IllegalArgumentException(
          "shapes: found %s pictures of side %s, needed at least 1 of side 8 or more, %s pixels in all. Try shapes(100, 16, 1)."
              .formatted(pictures, side, MOST_POINTS));
    }
    SplittableRandom random = Seeds.random(seed, "shapes");
    double[] inputs = new double[pictures * side * side];
    double[] labels = new double[inputs.length];
    for (int picture = 0; picture < pictures; picture++) {
      int from = picture * side * side;
      for (int label = 1; label <= 2; label++) {
        double radius = side * (0.14 + 0.12 * random.nextDouble());
        double y = radius + (side - 2 * radius) * random.nextDouble();
        double x = radius + (side - 2 * radius) * random.nextDouble();
        for (int i = 0; i < side * side; i++) {
          int above = i / side;
          double dy = Math.abs(above + 0.5 - y);
          double dx = Math.abs(i % side + 0.5 - x);
          if (label == 1 ? Math.hypot(dy, dx) <= radius : Math.max(dy, dx) <= radius) {
            labels[from + i] = label;
          }
        }
      }
      for (int i = from; i < from + side * side; i++) {
        inputs[i] = (labels[i] > 0 ? 1 : 0) + 0.2 * random.nextGaussian();
      }
    }
    return DataSet.of(
        "shapes",
        Rows.of(inputs, Dims.of(1, side, side)),
        Rows.of(labels, Dims.of(side, side)),
        Targets.classes("ground", "disc", "square").perCell(side, side));
  }

  private static double waveAt(double x) {
    return Math.sin(4 * Math.PI * x)
        + Math.sin(10 * Math.PI * x + 1) / 2
        + Math.sin(26 * Math.PI * x + 2) / 4;
  }

  private static double sinesAt(double x) {
    double sum = 0;
    for (int i = 0; i < FREQUENCIES.length; i++) {
      sum += Math.sin(2 * Math.PI * FREQUENCIES[i] * x + PHASES[i]);
    }
    return sum;
  }

  private static double[] evenly(int points) {
    double[] x = new double[points];
    Arrays.setAll(x, i -> (double) i / points);
    return x;
  }

  private static DataSet curve(String name, double[] x, DoubleUnaryOperator function) {
    double[] y = Arrays.stream(x).map(function).toArray();
    return DataSet.of(name, Rows.of(x, Dims.of(1)), Rows.of(y, Dims.of(1)), Targets.values(1));
  }

  private static int requirePoints(String name, int points, int least) {
    if (points < least || points > MOST_POINTS) {
      throw new IllegalArgumentException(
          "%s: found %s points, needed %s to %s. Try 1000."
              .formatted(name, points, least, MOST_POINTS));
    }
    return points;
  }
}
