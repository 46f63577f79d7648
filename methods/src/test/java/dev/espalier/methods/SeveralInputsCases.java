package dev.espalier.methods;

import static dev.espalier.Espalier.concat;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.network;
import static dev.espalier.methods.Methods.constructivePerturbation;
import static dev.espalier.methods.Methods.multigrade;
import static dev.espalier.methods.Methods.reversePropagation;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Parts;
import dev.espalier.testkit.method.TrainingCase;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Trainings of networks that take a picture and a number beside it. */
final class SeveralInputsCases {
  private static final Parts INPUTS = Parts.of("picture", 1, 4, 4).and("sign", 1);
  private static final DataSet DATA = data(80, 3);

  private SeveralInputsCases() {}

  static Stream<TrainingCase> all() {
    return Stream.of(
        new TrainingCase(
            "grades of several inputs",
            hierarchy(
                "grades",
                h ->
                    h.input(17)
                        .network("first", n -> sides(n).dense("h", 6).tanh().output(2))
                        .network("second", n -> n.from("first.h").dense("h", 6).tanh().output(2))),
            multigrade(),
            r -> r.classify(DATA).batch(20).adam(0.02).epochs(2).seed(5)),
        new TrainingCase(
            "several inputs perturbed",
            network("both", n -> sides(n.input(17)).dense("h", 6).tanh().output(2)),
            constructivePerturbation(p -> p.steps(2).targets("h")),
            r -> r.classify(DATA).batch(20).adam(0.02).epochs(2).seed(5)),
        new TrainingCase(
            "several inputs reversed",
            network("both", n -> sides(n.input(17)).dense("h", 6).tanh().output(2)),
            supervised().then(reversePropagation(p -> p.to("h"))),
            r -> r.classify(DATA).validate(data(40, 4)).batch(20).adam(0.02).epochs(2).seed(5)));
  }

  private static NetworkBuilder sides(NetworkBuilder n) {
    return n.branches(
        "sides",
        concat(),
        b ->
            b.branch("seen", x -> x.part(INPUTS, "picture").conv2d("c", 2, 3).relu().flatten())
                .branch("told", x -> x.part(INPUTS, "sign").dense("d", 3).tanh()));
  }

  /** The class is whether the picture's brightness times the sign is above 0. */
  private static DataSet data(int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] pictures = new double[rows * 16];
    double[] signs = new double[rows];
    double[] labels = new double[rows];
    for (int row = 0; row < rows; row++) {
      double light = random.nextBoolean() ? 1 : -1;
      for (int i = 0; i < 16; i++) {
        pictures[row * 16 + i] = light + random.nextDouble() - 0.5;
      }
      signs[row] = random.nextBoolean() ? 1 : -1;
      labels[row] = light * signs[row] > 0 ? 1 : 0;
    }
    return DataSet.of(
        "signed",
        Rows.ofParts(
            INPUTS,
            Map.of(
                "picture",
                Rows.of(pictures, Dims.of(1, 4, 4)),
                "sign",
                Rows.of(signs, Dims.of(1)))),
        Rows.of(labels, Dims.of()),
        Targets.classes("other", "same"));
  }
}
