package dev.espalier.examples;

import static dev.espalier.Espalier.*;
import static dev.espalier.methods.Methods.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.data.*;
import dev.espalier.models.*;
import dev.espalier.zoo.*;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.*;

/**
 * The README's samples, as they stand there: {@link ReadmeTest} compares every part between {@code
 * spotless:off} and {@code spotless:on} with the README, character by character.
 */
final class ContractIT {
  @Test
  @SuppressWarnings("UnusedVariable") // a sample shows what can be had, used or not
  void everySampleRunsAsItStands() {
    // spotless:off
    // 1. a plain classifier
    var digits = network("digits", n -> n
        .input(1, 8, 8)
        .flatten()
        .dense("h1", 128).relu()
        .dense("h2", 64).relu()
        .output(10));

    var data = Datasets.digits().split(0.8, 7);            // train and test part, seed 7

    var alone = train(digits, supervised(), r -> r
        .classify(data.train()).validate(data.test())
        .adam(1e-3).batch(64).epochs(20).seed(7).stopEarly(3));

    alone.report().print();                                  // Tablesaw tables
    alone.report().writeTo(Path.of("target/digits.html"));   // one file, opens offline
    alone.predict(data.test().input(0));                     // class probabilities
    // spotless:on
    assertThat(alone.result().metric("accuracy")).isGreaterThan(0.9);
    assertThat(Path.of("target/digits.html")).isNotEmptyFile();

    // spotless:off
    // 2. self-abstraction learning: simplest first, each guided by the one before
    var chain = hierarchy("digits-sal", h -> h
        .input(1, 8, 8)
        .network("simple", n -> n
            .flatten()
            .dense("idea", 32).relu()
            .output(10))
        .network("middle", n -> n
            .flatten()
            .dense("wide", 128).relu()
            .dense("idea", 32).relu()
            .output(10))
        .network("complex", n -> n
            .flatten()
            .repeat(3, (i, b) -> b.dense("wide" + i, 256).relu())
            .dense("idea", 64).relu()
            .output(10))
        .guide("simple", "middle", g -> g
            .hidden("idea", "idea")
            .output(linear(1, 0)))
        .guide("middle", "complex", g -> g
            .projected("idea", "idea", constant(0.5))
            .output()));

    System.out.print(check(chain).summary());                // layers, shapes, parameters, links
    System.out.print(selfAbstraction().plan(check(chain)).explain());
    var sal = train(chain, selfAbstraction(), r -> r
        .classify(data.train()).validate(data.test()).adam(1e-3).epochs(10));
    // spotless:on
    assertThat(sal.result().metric("accuracy")).isGreaterThan(0.9);

    // spotless:off
    // 3. multigrade regression: each grade fits what is left, on frozen features of the grade before
    var wave = hierarchy("wave", h -> h
        .input(1)
        .grades(3, "features", (g, n) -> n
            .dense("lift", 64).sine()
            .dense("features", 64).relu()
            .output(1)));
    var mgdl = train(wave, multigrade(), r -> r.regress(Synthetic.wave(2000, 7)).adam(1e-3).epochs(200));
    // spotless:on
    assertThat(mgdl.result().metric("rse")).isLessThan(0.1);

    // spotless:off
    // 4. reverse feature propagation: after training, or as one plan
    var polished = alone.train(reversePropagation(p -> p.to("h1").epochs(5)), r -> r.classify(data.train()).adam(1e-4));
    var inOne = train(digits, supervised().then(reversePropagation(p -> p.to("h1").epochs(5))), r -> r
        .classify(data.train()).validate(data.test()).adam(1e-3).epochs(10));
    // spotless:on
    assertThat(polished.result().metric("accuracy")).isGreaterThan(0.9);
    assertThat(inOne.result().metric("accuracy")).isGreaterThan(0.9);

    // spotless:off
    // 5. ICP self-distillation
    var icp = train(digits, constructivePerturbation(p -> p.steps(4).stepSize(0.01).targets("h1", "h2")), r -> r
        .classify(data.train()).validate(data.test()).adam(1e-3).epochs(10));
    // spotless:on
    assertThat(icp.result().metric("accuracy")).isGreaterThan(0.9);

    // spotless:off
    // 6. which one is better, honestly: several seeds, mean, spread, paired difference, equal budgets
    var verdict = compare("digits", c -> c
        .seeds(1, 2, 3, 4, 5)
        .baseline("alone", digits, supervised())
        .candidate("sal", chain, selfAbstraction())
        .recipe(r -> r.classify(data.train()).validate(data.test()).adam(1e-3).epochs(10)));
    verdict.table().print();
    // spotless:on
    assertThat(verdict.trials()).hasSize(10).allMatch(trial -> trial.succeeded());

    // spotless:off
    // 7. into a DJL model zoo, and back with nothing but DJL
    Zoo.at(Path.of("target/zoo")).publish(sal, "digits-sal", card -> card.license("Apache-2.0"));
    // spotless:on
    assertThat(Zoo.at(Path.of("target/zoo")).names()).contains("digits-sal");

    // spotless:off
    // 8. a network that is trained already guides another: it stays as it is, has no stage, and is not needed by what is published
    var guided = hierarchy("digits-small", h -> h
        .input(1, 8, 8)
        .given("teacher", sal)                               // a run; also a zoo's model, weights from a file, a TorchScript file
        .network("student", n -> n
            .flatten()
            .dense("idea", 16).relu()
            .output(10))
        .guide("teacher", "student", g -> g
            .projected("idea", "idea")
            .output(softTargets(4))));
    var student = train(guided, distillation(d -> d.taskWeight(0.5)), r -> r
        .classify(data.train()).validate(data.test()).adam(1e-3).epochs(10));
    // spotless:on
    assertThat(student.result().metric("accuracy")).isGreaterThan(0.7);
    assertThat(student.network("teacher").values().weights())
        .isEqualTo(sal.given().values().weights());

    // spotless:off
    // 9. weights out and in: safetensors, npz, PyTorch state dicts; every missing, extra or misshapen value in one error
    student.weights("student").writeTo(Path.of("target/student.safetensors"));
    var small = network("small", n -> n.input(1, 8, 8).flatten().dense("idea", 16).relu().output(10));
    var back = given(small, Weights.read(Path.of("target/student.safetensors")));
    back.evaluate(data.test()).print();                      // no training needed to measure or to publish
    var twoOnly = train(back.withOutput(2), supervised(s -> s.freeze("idea")), r -> r
        .classify(data.train().classes("0", "1")).adam(1e-3).epochs(3));
    // spotless:on
    assertThat(back.evaluate(data.test()).metrics())
        .isEqualTo(student.evaluate(data.test()).metrics());
    assertThat(twoOnly.outcome().classes()).containsExactly("0", "1");
    assertThat(twoOnly.given().values().weights().tensors().get("idea.weight"))
        .isEqualTo(student.weights("student").tensors().get("idea.weight"));

    // spotless:off
    // 10. an own likeness, loss, measure, layer: a line of TorchScript each, no change to Espalier. As text it is checked before anything runs, has an
    // identity (checkpoints), travels (JSON, a cluster), runs on CUDA, is exported, and multiplies by numbers safely. The same words take a Java function too.
    var gram = likeness("gram", "torch.mse_loss(torch.mm(learner, torch.t(learner)), torch.mm(guide, torch.t(guide)))");
    var norm = script("group norm", "torch.group_norm(x, 4, gamma, beta)", p -> p.ones("gamma", 8).zeros("beta", 8));
    var own = hierarchy("own", h -> h
        .input(1, 8, 8)
        .given("teacher", sal)
        .network("student", n -> n
            .conv2d("c", 8, 3, c -> c.same()).layer("norm", norm).relu()
            .flatten()
            .dense("idea", 32).relu()
            .output(10))
        .guide("teacher", "student", g -> g.hidden("idea", "idea", gram, constant(0.001))));
    var smooth = train(own, distillation(), r -> r
        .classify(data.train()).validate(data.test()).loss(crossEntropy().smoothing(0.1)).measure(auc()).adam(1e-3).epochs(5));
    // spotless:on
    assertThat(smooth.result().metric("accuracy")).isGreaterThan(0.8);
    assertThat(smooth.result().metric("auc")).isGreaterThan(0.95);

    // spotless:off
    // 11. branches and attention
    var mixed = network("mixed", n -> n
        .input(1, 8, 8)
        .branches("both", concat(), b -> b
            .branch(x -> x.conv2d(8, 1).relu())
            .branch(x -> x.conv2d(8, 3, c -> c.same()).relu()))
        .globalAveragePool()
        .output(10));
    var reader = network("reader", n -> n
        .input(8, 8)                                         // 8 steps of 8 values
        .positions()
        .transformer("t", 2, t -> t.heads(2).feedForward(32))
        .meanOfSteps()
        .output(10));
    System.out.print(check(mixed).summary());
    System.out.print(check(reader).summary());
    // spotless:on
    assertThat(check(mixed).trainable()).isEqualTo((8 + 8) + (8 * 9 + 8) + (16 * 10 + 10));

    // spotless:off
    // 12. own data: what is learned from the training part travels with the run and with the published model
    var people = Table.create("people",
        DoubleColumn.create("age", new Double[] {31.0, null, 45.0, 52.0, 23.0, 38.0, 61.0, 29.0}),
        StringColumn.create("city", "Ulm", "Bonn", "Ulm", "Kiel", "Bonn", "Ulm", "Kiel", "Ulm"),
        StringColumn.create("plan", "a", "b", "b", "b", "a", "a", "b", "a"));
    var rows = Data.fromTable(people, t -> t.label("plan").fillMissing(median()).oneHot("city").standardize());
    var plans = train(network("plans", n -> n.input(rows.inputDims()).dense("h", 8).relu().output(2)), supervised(), r -> r
        .classify(rows).loss(crossEntropy().balanced()).epochs(5));
    plans.predict(Map.of("age", 29.0, "city", "Kiel"));      // a raw row by name, in the run and in the published model alike
    // spotless:on
    assertThat(plans.predict(Map.of("age", 29.0, "city", "Kiel")).values()).hasSize(2);
  }
}
