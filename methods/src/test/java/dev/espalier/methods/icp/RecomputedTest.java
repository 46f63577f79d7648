package dev.espalier.methods.icp;

import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.constructivePerturbation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.Run;
import dev.espalier.compile.NamedParameter;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A whole training with batch norm agrees with one that was written anew in plain Java. */
final class RecomputedTest {
  private static final int ROWS = 30;
  private static final int STEPS = 3;
  private static final double SIZE = 0.05;
  private static final double RATE = 0.2;
  private static final double STILL = 1e-300;
  private static final DataSet DATA = Clusters.classes(ROWS, 5);
  private static final Network NETWORK =
      network(
          "net",
          n ->
              n.input(Clusters.FEATURES)
                  .dense("h1", 7)
                  .batchNorm()
                  .tanh()
                  .dense("h2", 5)
                  .batchNorm()
                  .tanh()
                  .output(3));

  @ParameterizedTest
  @CsvSource({"SGD, false", "ADAM, false", "ADAM, true"})
  void agreesOverNineEpochsWithBatchNorm(Direction direction, boolean evaluation) {
    int epochs = 9;
    ConstructivePerturbation method =
        constructivePerturbation(
            p -> {
              ConstructivePerturbation all = p.direction(direction).steps(STEPS);
              return evaluation ? all.inEvaluationMode() : all;
            });

    try (Run start = run(method.stepSize(0), 1, STILL);
        Run run = run(method.stepSize(SIZE), epochs, RATE)) {
      NetworkByHand byHand = new NetworkByHand(startOf(start), 2);
      for (int epoch = 0; epoch < epochs; epoch++) {
        step(byHand, direction, evaluation, new TaskShare.Part(.25).warmUp(epochs), epoch, epochs);
      }

      List<double[]> found = new ArrayList<>(values(run).values());
      List<double[]> expected = byHand.values();
      assertThat(found).hasSameSizeAs(expected);
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.get(i)).containsExactly(expected.get(i), within(1e-10));
      }
    }
  }

  @Test
  void asksForGradientsAfterTheStatisticsHaveMoved() {
    NetworkByHand moved;
    NetworkByHand still;
    try (Run start = run(constructivePerturbation(), 1, STILL)) {
      moved = new NetworkByHand(startOf(start), 2);
      still = new NetworkByHand(startOf(start), 2);
    }
    double[][] x = inputs();

    moved.forward(x, true, true);
    double[][] after = perturbed(moved, x, Direction.SGD);
    double[][] before = perturbed(still, x, Direction.SGD);

    // What the order is about: were it the other way round, the test above could not agree.
    assertThat(Math.abs(after[0][0] - before[0][0])).isGreaterThan(1e-6);
  }

  private static void step(
      NetworkByHand net, Direction direction, boolean evaluation, int warm, int epoch, int epochs) {
    double[][] x = inputs();
    double alpha = epoch <= warm ? 1 : Math.cos(Math.PI * (epoch - warm) / (2.0 * (epochs - warm)));
    List<double[][]> slopes = new ArrayList<>();
    if (alpha == 1) {
      List<double[][]> values = net.forward(x, true, true);
      slopes.add(new double[ROWS][7]);
      slopes.add(new double[ROWS][5]);
      slopes.add(NetworkByHand.crossEntropySlope(values.get(2), DATA.labels(), ROWS));
    } else {
      List<double[][]> values = net.forward(x, true, true);
      double[][] z = perturbed(net, x, direction);
      List<double[][]> targets = net.forward(z, !evaluation, false);
      for (int i = 0; i < 2; i++) {
        double weight = (1 - alpha) * Math.cos(i * Math.PI / 4);
        slopes.add(squareSlope(values.get(i), targets.get(i), weight));
      }
      slopes.add(NetworkByHand.crossEntropySlope(values.get(2), DATA.labels(), ROWS / alpha));
      // Only to leave the pass over x in the layers; the statistics have moved already.
      net.forward(x, true, false);
    }
    net.backward(slopes, true);
    net.descend(RATE);
  }

  /** Gives the gradient of {@code weight mean (a - b)^2} by a. */
  private static double[][] squareSlope(double[][] a, double[][] b, double weight) {
    int columns = a[0].length;
    double[][] slope = new double[a.length][columns];
    for (int row = 0; row < a.length; row++) {
      for (int i = 0; i < columns; i++) {
        slope[row][i] = weight * 2 * (a[row][i] - b[row][i]) / (a.length * columns);
      }
    }
    return slope;
  }

  private static double[][] perturbed(NetworkByHand net, double[][] x, Direction direction) {
    int columns = x[0].length;
    double[][] z = new double[x.length][];
    IntStream.range(0, x.length).forEach(row -> z[row] = x[row].clone());
    double[][] m = new double[x.length][columns];
    double[][] v = new double[x.length][columns];
    for (int t = 1; t <= STEPS; t++) {
      List<double[][]> values = net.forward(z, false, false);
      double[][] g =
          net.backward(
              List.of(
                  new double[x.length][7],
                  new double[x.length][5],
                  NetworkByHand.crossEntropySlope(values.get(2), DATA.labels(), 1)),
              false);
      for (int row = 0; row < x.length; row++) {
        for (int i = 0; i < columns; i++) {
          m[row][i] = .9 * m[row][i] + .1 * g[row][i];
          v[row][i] = .999 * v[row][i] + .001 * g[row][i] * g[row][i];
          double mean = m[row][i] / (1 - Math.pow(.9, t));
          double spread = Math.sqrt(v[row][i] / (1 - Math.pow(.999, t))) + 1e-8;
          z[row][i] -= SIZE * (direction == Direction.SGD ? g[row][i] : mean / spread);
        }
      }
    }
    return z;
  }

  private static double[][] inputs() {
    double[] flat = DATA.inputs().doubles(0, ROWS);
    double[][] x = new double[ROWS][Clusters.FEATURES];
    for (int i = 0; i < flat.length; i++) {
      x[i / Clusters.FEATURES][i % Clusters.FEATURES] = flat[i];
    }
    return x;
  }

  /** Gives a training on the whole batch. */
  private static Run run(ConstructivePerturbation method, int epochs, double rate) {
    return train(
        NETWORK,
        method,
        r -> r.classify(DATA).sgd(rate).batch(ROWS).epochs(epochs).seed(3).float64().quiet());
  }

  /** Gives the values that a training begins with: so low a rate moves nothing but statistics. */
  private static Map<String, double[]> startOf(Run run) {
    Map<String, double[]> values = values(run);
    values.replaceAll(
        (name, value) -> {
          double[] first = value.clone();
          if (name.endsWith("runningMean")) {
            Arrays.fill(first, 0);
          }
          if (name.endsWith("runningVar")) {
            Arrays.fill(first, 1);
          }
          return first;
        });
    return values;
  }

  private static Map<String, double[]> values(Run run) {
    NetworkBlock block = run.outcome().networks().networks().get(0);
    Map<String, double[]> values = new LinkedHashMap<>();
    for (NamedParameter parameter : block.parameters()) {
      values.put(parameter.name(), parameter.array().toDoubleArray());
    }
    return values;
  }
}
