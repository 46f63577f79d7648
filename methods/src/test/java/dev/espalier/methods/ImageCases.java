package dev.espalier.methods;

import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.network;
import static dev.espalier.methods.Methods.constructivePerturbation;
import static dev.espalier.methods.Methods.reversePropagation;
import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.testkit.method.TrainingCase;
import java.util.stream.Stream;

/** Trainings of image networks for the contracts of methods. */
final class ImageCases {
  private ImageCases() {}

  /** Three of the papers' methods on layers of images, with learned and running values of all. */
  static Stream<TrainingCase> all() {
    Network viewer = network("viewer", n -> viewer(n.input(6), 4).output(3));
    Hierarchy chain =
        hierarchy(
            "viewers",
            h ->
                h.input(6)
                    .network("small", n -> viewer(n, 2).output(3))
                    .network("large", n -> viewer(n, 4).output(3))
                    .guide("small", "large", g -> g.projected("idea", "idea").output()));
    return Stream.of(
        new TrainingCase(
            "image networks guide each other",
            chain,
            selfAbstraction(),
            Cases.classify(r -> r.adam(0.01).epochs(2))),
        new TrainingCase(
            "an image network reversed",
            viewer,
            supervised().then(reversePropagation(p -> p.to("p").epochs(2))),
            Cases.classify(r -> r.adam(0.01).epochs(2))),
        new TrainingCase(
            "an image network perturbed",
            viewer,
            constructivePerturbation(p -> p.steps(2).targets("p", "idea")),
            Cases.classify(r -> r.adam(0.01).epochs(2))));
  }

  private static NetworkBuilder viewer(NetworkBuilder rows, int filters) {
    return rows.reshape(1, 2, 3)
        .separable("c", 2 * filters, 3, c -> c.same())
        .glu()
        .instanceNorm(i -> i.affine())
        .preluOfChannels()
        .residual(
            "r",
            body -> body.depthwise("d", 3, c -> c.same()).groupNorm(2).mish().stochasticDepth(0.3))
        .convTranspose2d("larger", filters, 2, c -> c.stride(2))
        .patches("p", filters, 2)
        .batchNorm()
        .conv1d("causal", filters, 2, c -> c.causal())
        .rmsNorm()
        .meanOfSteps()
        .dense("idea", filters)
        .relu();
  }
}
