package dev.espalier.methods;

import static dev.espalier.Espalier.concat;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.join;
import static dev.espalier.Espalier.network;
import static dev.espalier.methods.Methods.constructivePerturbation;
import static dev.espalier.methods.Methods.distillation;
import static dev.espalier.methods.Methods.multigrade;
import static dev.espalier.methods.Methods.reversePropagation;
import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.testkit.method.TrainingCase;
import java.util.stream.Stream;

/** Trainings of networks with branches for the contracts of methods, with taps inside these. */
final class BranchCases {
  private BranchCases() {}

  /**
   * The papers' four methods and hints, by places inside branches, bodies and branches of these.
   */
  static Stream<TrainingCase> all() {
    Network forked = network("forked", n -> forked(n.input(6), 4).output(3));
    Hierarchy chain =
        hierarchy(
            "forks",
            h ->
                h.input(6)
                    .network("small", n -> forked(n, 3).output(3))
                    .network("large", n -> forked(n, 5).output(3))
                    .guide(
                        "small",
                        "large",
                        g ->
                            g.projected("both.deep.r.body.b", "both.deep.r.body.b")
                                .hidden("gate.value.v", "gate.value.v")
                                .output()));
    Hierarchy grades =
        hierarchy(
            "grades-of-forks",
            h ->
                h.input(1)
                    .network("first", n -> forked(n, 4).output(1))
                    .network(
                        "second",
                        n -> n.from("first.both.deep.r.body.b").dense("f", 4).relu().output(1)));
    return Stream.of(
        new TrainingCase(
            "branches guide each other",
            chain,
            selfAbstraction(),
            Cases.classify(r -> r.adam(0.01).epochs(2))),
        new TrainingCase(
            "hints inside branches",
            chain,
            distillation(d -> d.hints()),
            Cases.classify(r -> r.adam(0.01).epochs(2))),
        new TrainingCase(
            "a grade from inside a branch",
            grades,
            multigrade(),
            Cases.regress(r -> r.adam(0.01).epochs(2))),
        new TrainingCase(
            "branches reversed",
            forked,
            supervised().then(reversePropagation(p -> p.to("both").epochs(2))),
            Cases.classify(r -> r.adam(0.01).epochs(2))),
        new TrainingCase(
            "branches perturbed",
            forked,
            constructivePerturbation(p -> p.steps(2).targets("both.deep.r", "gate.value.v")),
            Cases.classify(r -> r.adam(0.01).epochs(2))));
  }

  private static NetworkBuilder forked(NetworkBuilder rows, int units) {
    return rows.dense("first", units)
        .branches(
            "both",
            concat(),
            b ->
                b.branch("plain", x -> x.dense("a", units).tanh())
                    .branch(
                        "deep",
                        x ->
                            x.residual("r", r -> r.dense("b", units).batchNorm().tanh())
                                .dropout(0.2)))
        .branches(
            "gate",
            join("gate", "value * torch.sigmoid(gate)"),
            b ->
                b.branch("value", x -> x.dense("v", 4).tanh())
                    .branch("gate", x -> x.dense("g", 4)));
  }
}
