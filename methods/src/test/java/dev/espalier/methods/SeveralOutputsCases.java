package dev.espalier.methods;

import static dev.espalier.Espalier.concat;
import static dev.espalier.Espalier.crossEntropy;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.huber;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.outputsLoss;
import static dev.espalier.methods.Methods.constructivePerturbation;
import static dev.espalier.methods.Methods.multigrade;
import static dev.espalier.methods.Methods.reversePropagation;
import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.describe.value.Parts;
import dev.espalier.testkit.method.TrainingCase;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Trainings of several outputs: the quarter that a point lies in, and its radius and angle. */
final class SeveralOutputsCases {
  static final DataSet POINTS = points(160, 3);
  static final Parts OUTPUTS = POINTS.kind().outputs().orElseThrow();

  private SeveralOutputsCases() {}

  static Stream<TrainingCase> all() {
    return Stream.of(
        new TrainingCase(
            "several outputs",
            heads(),
            supervised(),
            r ->
                r.multitask(POINTS)
                    .loss(
                        outputsLoss(OUTPUTS)
                            .of("quarter", crossEntropy().balanced())
                            .of("polar", huber(1), 0.5))
                    .batch(40)
                    .adam(0.02)
                    .epochs(3)
                    .seed(5)),
        new TrainingCase(
            "several outputs that guide each other",
            chain(),
            selfAbstraction(),
            r -> r.multitask(POINTS).batch(40).adam(0.02).epochs(2).seed(5)),
        new TrainingCase(
            "grades of several outputs",
            grades(),
            multigrade(),
            r -> r.multitask(POINTS).batch(40).adam(0.02).epochs(2).seed(5)),
        new TrainingCase(
            "several outputs perturbed",
            plain(8),
            constructivePerturbation(p -> p.steps(2).targets("h")),
            r -> r.multitask(POINTS).batch(40).adam(0.02).epochs(2).seed(5)),
        new TrainingCase(
            "several outputs reversed",
            plain(8),
            supervised().then(reversePropagation(p -> p.to("h"))),
            r ->
                r.multitask(POINTS)
                    .validate(points(60, 4))
                    .batch(40)
                    .adam(0.02)
                    .epochs(2)
                    .seed(5)));
  }

  static Network plain(int units) {
    return network("plain", n -> n.input(2).dense("h", units).tanh().output(OUTPUTS));
  }

  static Network heads() {
    return network(
        "heads",
        n ->
            n.input(2)
                .dense("trunk", 16)
                .tanh()
                .branches(
                    Network.OUTPUT,
                    concat(),
                    b ->
                        b.branch("quarter", x -> x.dense("q", 4))
                            .branch("polar", x -> x.dense("p1", 8).tanh().dense("p2", 2))));
  }

  static Hierarchy chain() {
    return hierarchy(
        "chain",
        h ->
            h.input(2)
                .network("small", n -> n.dense("h", 6).tanh().output(OUTPUTS))
                .network("large", n -> n.dense("h", 12).tanh().output(OUTPUTS))
                .guide("small", "large", g -> g.projected("h", "h").output()));
  }

  static Hierarchy grades() {
    return hierarchy(
        "grades",
        h ->
            h.input(2)
                .network("first", n -> n.dense("f", 12).tanh().output(OUTPUTS))
                .network("second", n -> n.from("first.f").dense("f", 12).tanh().output(OUTPUTS)));
  }

  static DataSet points(int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] points = new double[rows][2];
    int[] quarters = new int[rows];
    double[][] polar = new double[rows][2];
    for (int row = 0; row < rows; row++) {
      double x = 2 * random.nextDouble() - 1;
      double y = 2 * random.nextDouble() - 1;
      points[row] = new double[] {x, y};
      quarters[row] = (x > 0 ? 1 : 0) + (y > 0 ? 2 : 0);
      polar[row] = new double[] {Math.hypot(x, y), x * y};
    }
    return Data.ofOutputs(
        "points",
        Data.fromArrays("quarter", points, quarters, Targets.classes("sw", "se", "nw", "ne")),
        Data.fromArrays("polar", points, polar));
  }
}
