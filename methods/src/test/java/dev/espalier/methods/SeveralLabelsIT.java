package dev.espalier.methods;

import static dev.espalier.Espalier.binaryCrossEntropy;
import static dev.espalier.Espalier.hammingLoss;
import static dev.espalier.Espalier.labelF1;
import static dev.espalier.Espalier.mae;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.poisson;
import static dev.espalier.Espalier.poissonDeviance;
import static dev.espalier.Espalier.subsetAccuracy;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.Run;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.Sample;
import dev.espalier.data.Split;
import dev.espalier.train.log.Evaluation;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Several labels at once, and counts, are learned as probabilities and as rates. */
class SeveralLabelsIT {
  private static final int ROWS = 800;

  /** Rows of two numbers, and what a function makes of them. */
  private static Split made(String name, UnaryOperator<double[]> targets) {
    SplittableRandom random = new SplittableRandom(5);
    double[][] x = new double[ROWS][];
    double[][] y = new double[ROWS][];
    for (int i = 0; i < ROWS; i++) {
      x[i] = new double[] {random.nextDouble(-1, 1), random.nextDouble(-1, 1)};
      y[i] = targets.apply(x[i]);
    }
    DataSet data = Data.fromArrays(name, x, y);
    return data.split(0.75, 3);
  }

  @Test
  void learnsWhichOfThreeLabelsAreThere() {
    Split data =
        made(
            "labels",
            x -> new double[] {x[0] > 0 ? 1 : 0, x[1] > 0.2 ? 1 : 0, x[0] + x[1] > 0 ? 1 : 0});

    try (Run run =
        train(
            network("labels", n -> n.input(2).dense("h", 32).relu().output(3).sigmoid()),
            supervised(),
            r ->
                r.regress(data.train())
                    .loss(binaryCrossEntropy())
                    .measure(subsetAccuracy())
                    .measure(hammingLoss())
                    .measure(labelF1())
                    .measure(mae().ofOutput(2))
                    .adam(1e-2)
                    .batch(50)
                    .epochs(30)
                    .seed(2)
                    .quiet())) {
      Evaluation said = run.evaluate(data.test());

      assertThat(said.metric("subsetAccuracy")).isGreaterThan(0.9);
      assertThat(said.metric("hammingLoss")).isLessThan(0.05);
      assertThat(said.metric("labelF1")).isGreaterThan(0.95);
      assertThat(said.metric("mae[2]")).isBetween(0.0, 0.1);
      assertThat(run.predict(Sample.of(0.9, -0.9)).value(0)).isBetween(0.95, 1.0);
    }
  }

  @Test
  void learnsTheRatesOfCounts() {
    SplittableRandom random = new SplittableRandom(9);
    Split data = made("counts", x -> new double[] {count(rate(x), random)});

    try (Run run =
        train(
            network("counts", n -> n.input(2).dense("h", 32).tanh().output(1).exp()),
            supervised(),
            r ->
                r.regress(data.train())
                    .loss(poisson())
                    .measure(poissonDeviance())
                    .adam(1e-2)
                    .batch(50)
                    .epochs(30)
                    .seed(2)
                    .quiet())) {
      // That of the true rates is near 1 for counts of such a size.
      assertThat(run.evaluate(data.test()).metric("poissonDeviance")).isBetween(0.7, 1.4);
      assertThat(run.predict(Sample.of(0.5, 0.5)).value(0))
          .isBetween(0.8 * rate(0.5, 0.5), 1.2 * rate(0.5, 0.5));
    }
  }

  private static double rate(double... x) {
    return Math.exp(1 + x[0] + 0.5 * x[1]);
  }

  /** Draws a count by Knuth's product of uniform numbers. */
  private static double count(double rate, SplittableRandom random) {
    int count = -1;
    for (double product = 1; product > Math.exp(-rate); count++) {
      product *= random.nextDouble();
    }
    return count;
  }
}
