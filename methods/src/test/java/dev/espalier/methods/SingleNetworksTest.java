package dev.espalier.methods;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.constructivePerturbation;
import static dev.espalier.methods.Methods.innerHeads;
import static dev.espalier.methods.Methods.multigrade;
import static dev.espalier.methods.Methods.reversePropagation;
import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.describe.Description;
import dev.espalier.describe.Network;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.TrainingMethod;
import org.junit.jupiter.api.Test;

/** A method with nothing to do its own work on is refused, or its plan says so. */
final class SingleNetworksTest {
  private static final Network NET = Cases.NET;

  @Test
  void refusesSelfAbstractionWithoutAGuide() {
    assertRefused(
        selfAbstraction(),
        NET,
        """
        plan 'sal' for 'net' has a problem:
          network net: it is alone, and self-abstraction needs a simpler network before it as a guide. Try supervised(), or a hierarchy of two networks.\
        """);
  }

  @Test
  void refusesInnerHeadsWithoutAHead() {
    assertRefused(
        innerHeads(),
        NET,
        """
        plan 'byot' for 'net' has a problem:
          network net: it has no head, needed a network after it. Try network("head1", n -> n.from("net.layer")...).\
        """);
  }

  @Test
  void refusesToPostTrainWhatNothingHasTrained() {
    assertThatThrownBy(
            () ->
                train(
                    NET,
                    reversePropagation(p -> p.to("h")),
                    r -> r.classify(Cases.BLOBS).validate(Cases.MORE_BLOBS).quiet()))
        .isInstanceOf(PlanException.class)
        .hasMessage(
            """
            plan 'reverse' for 'net' with data 'blobs' has a problem:
              method reverse: it goes on from a trained 'net', and nothing trains that before it. Try supervised().then(...), run.train(...) of a run, or weights: given(network, weights).\
            """);
    assertThatThrownBy(() -> reversePropagation(p -> p.alphas(-1)))
        .hasMessage(
            "alphas(-1.0): needed finite numbers of at least 0. Try alphas(0.02, 0.1, 0.3).");
  }

  @Test
  void refusesPerturbationsThatCannotBe() {
    Network words =
        network(
            "words", n -> n.input(4).embedding("e", 9, 3).flatten().dense("h", 5).relu().output(3));

    assertRefused(
        constructivePerturbation(),
        words,
        """
        plan 'icp' for 'words' has a problem:
          network words: it embeds symbols, which cannot be moved a little. Try decayOnly(), or another method.\
        """);
    assertRefused(
        constructivePerturbation(p -> p.targets("h", "typo")),
        NET,
        """
        plan 'icp' for 'net' has a problem:
          targets: no network has a layer 'typo'. Try some of [h, k, output].\
        """);
    assertThatThrownBy(() -> constructivePerturbation(p -> p.targets("h", "h")))
        .hasMessage("constructivePerturbation: targets(h, h) names a layer twice. Try targets(h).");
  }

  @Test
  void saysInThePlanWhatIsLeftOfAMethod() {
    Description bare =
        hierarchy(
            "bare",
            h ->
                h.input(6)
                    .network("main", n -> n.dense("h", 5).relu().output(3))
                    .network("head", n -> n.from("main.h").output(3)));

    assertThat(multigrade().plan(check(network("one", n -> n.input(1).output(1)))).rules())
        .containsExactly(
            "one grade: nothing is left to later ones, so this is plain training by the half"
                + " square");
    assertThat(innerHeads().plan(check(bare)).rules())
        .containsExactly("the features of 'head' are not compared: 'head' has no hidden layer");
    assertThat(innerHeads(b -> b.alpha(0).beta(0)).plan(check(Cases.HEADS)).rules())
        .containsExactly("alpha is 0 and no features are compared: the heads learn the task alone");
  }

  private static void assertRefused(TrainingMethod method, Description description, String whole) {
    assertThatThrownBy(() -> method.plan(check(description)))
        .isInstanceOf(PlanException.class)
        .hasMessage(whole);
  }

  @Test
  void saysNothingOfGuidanceThatAnotherPartOfThePlanUses() {
    assertThat(selfAbstraction().then(supervised()).plan(check(Cases.CHAIN)).rules()).isEmpty();
    assertThat(supervised().then(selfAbstraction()).plan(check(Cases.CHAIN)).rules()).isEmpty();
    assertThat(selfAbstraction().then(reversePropagation()).plan(check(Cases.CHAIN)).rules())
        .allMatch(rule -> rule.startsWith("'reverse' goes on from a trained "));
  }

  @Test
  void refusesSettingsOfReversingThatMeanNothingForValues() {
    Network wave = network("wave", n -> n.input(1).dense("h", 4).tanh().output(1));
    TrainingMethod both = supervised().then(reversePropagation(p -> p.to("h").margin(1).refine()));

    assertThatThrownBy(() -> train(wave, both, r -> r.regress(Cases.WAVE).validate(Cases.WAVE)))
        .isInstanceOf(PlanException.class)
        .hasMessage(
            """
            plan 'supervised+reverse' for 'wave' with data 'wave' has 2 problems:
              stage reverse, wanted output: nearest logits with margin 1.0 is for classes, and a regression's wanted output is its target. Try no wanted(...) and no margin(...).
              stage reverse, refine(): it goes on from features that miss their label, and a regression has none. Try no refine().\
            """);
  }

  @Test
  void refusesToRefineWhatIsFittedInClosedForm() {
    TrainingMethod both =
        supervised().then(reversePropagation(p -> p.to("h").closedForm(0.01).refine()));

    assertThatThrownBy(
            () -> train(NET, both, r -> r.classify(Cases.BLOBS).validate(Cases.MORE_BLOBS)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining(
            "refine(): closedForm(...) fits what the layer should give, and refines no features."
                + " Try no refine(), or no closedForm(...).");
  }
}
