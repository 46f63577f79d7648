package dev.espalier.methods;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.constant;
import static dev.espalier.Espalier.given;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.linear;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.constructivePerturbation;
import static dev.espalier.methods.Methods.multigrade;
import static dev.espalier.methods.Methods.reversePropagation;
import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.PretrainedNetwork;
import dev.espalier.Run;
import dev.espalier.check.CheckException;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.data.DataSet;
import dev.espalier.data.Normalization;
import dev.espalier.describe.GivenNetwork;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.describe.Pretrained;
import dev.espalier.train.log.Evaluation;
import dev.espalier.train.log.TrainException;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.plan.Term;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.recipe.RecipeBuilder;
import dev.espalier.weights.StateDict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks that come with their values: as guides, as a start, and alone. */
class GivenNetworksIT {
  private static final DataSet DATA = Cases.BLOBS;
  private static final DataSet OTHERS = Cases.MORE_BLOBS;

  private static final Run CHAIN = train(Cases.CHAIN, selfAbstraction(), recipe(2));

  private static UnaryOperator<RecipeBuilder> recipe(int epochs) {
    return r -> r.classify(DATA).validate(OTHERS).adam(0.01).batch(10).epochs(epochs).seed(3);
  }

  private static Hierarchy guided(Pretrained teacher) {
    return hierarchy(
        "chain",
        h ->
            h.input(6)
                .given("small", teacher)
                .network("large", n -> n.dense("idea", 9).batchNorm().relu().output(3))
                .guide(
                    "small",
                    "large",
                    g -> g.projected("idea", "idea", constant(0.5)).output(linear(1, 0))));
  }

  @Test
  void teachesAsTheSameNetworkDoesThatWasTrainedBefore() {
    GivenNetwork teacher = CHAIN.network("small");

    Run student = train(guided(teacher), selfAbstraction(), recipe(2));

    assertThat(student.network("large").values().weights())
        .isEqualTo(CHAIN.network("large").values().weights());
    assertThat(student.network("small").values().weights()).isEqualTo(teacher.values().weights());
  }

  @Test
  void hasNoStageAndIsSeenWhereverAHierarchyIsShown() {
    Hierarchy guided = guided(CHAIN.network("small"));

    Plan plan = supervised().plan(check(guided));

    assertThat(plan.stages()).extracting(Stage::name).containsExactly("large");
    assertThat(plan.explain()).contains("'small' is given (run 'chain by sal') and stays as it is");
    assertThat(check(guided).summary())
        .contains("network small, given: run 'chain by sal', input (6) -> (3)");
    assertThat(check(guided).diagram().mermaid()).contains("n1[\"small (given)\"]");
    assertThat(check(guided).diagram().dot()).contains("label=\"small (given)\"");
  }

  @Test
  void everyMethodLeavesItOut() {
    Hierarchy guided = guided(CHAIN.network("small"));
    for (TrainingMethod method :
        List.of(supervised(), selfAbstraction(), constructivePerturbation())) {
      assertThat(method.plan(check(guided)).stages())
          .as(method.name())
          .extracting(Stage::name)
          .containsExactly("large");
    }
  }

  @Test
  void aGivenFirstGradeIsAddedToAndNotTrained() {
    Run one =
        train(
            network("grade1", n -> n.input(1).dense("h", 8).tanh().output(1)),
            multigrade(),
            r -> r.regress(Cases.WAVE).adam(0.02).epochs(3));
    Hierarchy two =
        hierarchy(
            "two",
            h ->
                h.input(1)
                    .given("grade1", one)
                    .network("grade2", n -> n.from("grade1.h").dense("h", 8).tanh().output(1)));

    Run run = train(two, multigrade(), r -> r.regress(Cases.WAVE).adam(0.02).epochs(3));

    assertThat(run.plan().readout()).isEqualTo(Readout.of("grade1", "grade2"));
    assertThat(run.log().stages()).extracting(stage -> stage.name()).containsExactly("grade2");
    assertThat(run.network("grade1").values().weights()).isEqualTo(one.given().values().weights());
  }

  @Test
  void aNetworkBehindAnotherStandsAloneWithItsLayersBeforeItsOwn() {
    Run run = train(Cases.GRADES, multigrade(), r -> r.regress(Cases.WAVE).adam(0.02).epochs(2));
    String last = run.plan().readout().networks().get(1);

    try (PretrainedNetwork alone = given(run.network(last))) {
      assertThat(alone.predict(Cases.WAVE).get(7).values())
          .isEqualTo(run.predict(Readout.of(last), Cases.WAVE).get(7).values());
    }
    assertThatThrownBy(run::given)
        .hasMessageStartingWith("run 'grades by multigrade': it predicts by ")
        .hasMessageContaining(", and a given network is one. Try network(\"");
  }

  @Test
  void measuresPredictsAndGoesOnAlone() {
    Network small = network("small", n -> n.input(6).dense("idea", 5).relu().output(3));
    StateDict values = CHAIN.network("small").values().weights();

    try (PretrainedNetwork back = given(small, values)) {
      Evaluation own = back.evaluate(OTHERS);
      assertThat(own.metrics()).isEqualTo(CHAIN.evaluate(Readout.of("small"), OTHERS).metrics());
      assertThat(back.predict(OTHERS).get(3).values())
          .isEqualTo(CHAIN.predict(Readout.of("small"), OTHERS).get(3).values());
      assertThat(back.weights()).isEqualTo(values);

      Run further = train(back, supervised(), recipe(1));
      assertThat(further.log().epochs()).hasSize(1);
      Run reversed = train(back, reversePropagation(), recipe(1));
      assertThat(reversed.checked().name()).isEqualTo("small");
      assertThat(back.weights()).isEqualTo(values);
    }
  }

  @Test
  void aNewOutputStartsFromTheSeedAndTheRestFromItsValues() {
    PretrainedNetwork small = given(CHAIN.network("small"));
    PretrainedNetwork two = small.withOutput(2);

    Run run =
        train(
            two,
            supervised(s -> s.freeze("idea")),
            r -> r.classify(DATA.classes("0", "2")).adam(0.01).epochs(2));

    var before = small.weights().tensors();
    var after = run.given().values().weights().tensors();
    assertThat(after.get("idea.weight")).isEqualTo(before.get("idea.weight"));
    assertThat(Objects.requireNonNull(after.get("output.weight")).dims()).containsExactly(2L, 5L);
    assertThat(run.outcome().classes()).containsExactly("0", "2");
    assertThatThrownBy(() -> two.evaluate(OTHERS))
        .isInstanceOf(CheckException.class)
        .hasMessage(
            "network 'small' has 2 problems:\n"
                + "  parameter small.output.weight: it has no value yet, so the network predicts"
                + " nothing. Try train(network, ...).\n"
                + "  parameter small.output.bias: it has no value yet, so the network predicts"
                + " nothing. Try train(network, ...).");
  }

  @Test
  void frozenLayersKeepTheirStatisticsToo() {
    Network net =
        network("net", n -> n.input(6).dense("h", 8).batchNorm().relu().dense("k", 4).output(3));
    Run first = train(net, supervised(), recipe(1));

    Run frozen = first.train(supervised(s -> s.freezeUpTo("batchNorm1")), recipe(2));
    Run head = first.train(supervised(s -> s.freezeAllBut("output")), recipe(2));

    var before = first.given().values().weights().tensors();
    var after = frozen.given().values().weights().tensors();
    for (String name : before.keySet()) {
      boolean stays = name.startsWith("h.") || name.startsWith("batchNorm1.");
      assertThat(Objects.equals(after.get(name), before.get(name))).as(name).isEqualTo(stays);
      assertThat(
              Objects.equals(head.given().values().weights().tensors().get(name), before.get(name)))
          .as(name)
          .isEqualTo(!name.startsWith("output."));
    }
    assertThat(frozen.plan().explain()).contains("net but h, batchNorm1");
    assertThatThrownBy(() -> train(net, supervised(s -> s.freeze("nope")), recipe(1)))
        .isInstanceOf(PlanException.class)
        .hasMessage(
            "plan 'supervised' for 'net' has a problem:\n"
                + "  freeze: no network that trains has a layer 'nope'."
                + " Try some of [h, batchNorm1, k, output].");
  }

  @Test
  void aBiggerNetworkTakesTheLayersThatFit() {
    Hierarchy grown =
        hierarchy(
            "grown",
            h ->
                h.input(6)
                    .network(
                        "big",
                        n -> n.dense("idea", 5).relu().dense("more", 7).relu().output(3),
                        CHAIN.network("small")));

    var start = check(grown).valuesOf(check(grown).networks().get(0));

    assertThat(start.keySet()).containsExactly("idea.weight", "idea.bias", "output.bias");
    assertThat(train(grown, supervised(), recipe(1)).log().stages()).hasSize(1);
  }

  @Test
  void aCheckpointKnowsItsTeacher(@TempDir Path folder) {
    Run other =
        train(Cases.CHAIN, selfAbstraction(), r -> r.classify(DATA).adam(0.01).epochs(1).seed(9));
    UnaryOperator<RecipeBuilder> saved = r -> recipe(2).apply(r).checkpoint(folder, 1);
    Run first = train(guided(CHAIN.network("small")), selfAbstraction(), saved);

    Run again = train(guided(CHAIN.network("small")), selfAbstraction(), saved);

    assertThat(again.outcome().parameterHash()).isEqualTo(first.outcome().parameterHash());
    assertThatThrownBy(() -> train(guided(other.network("small")), selfAbstraction(), saved))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining("given");
  }

  @Test
  void refusesDataThatItDoesNotKnow() {
    Run normalised =
        train(
            network("small", n -> n.input(6).dense("idea", 5).relu().output(3)),
            supervised(),
            r ->
                r.classify(DATA.normalized(Normalization.standardizing(DATA.inputs())))
                    .adam(0.01)
                    .epochs(1));
    DataSet reordered = DATA.classes("2", "1", "0");

    assertThatThrownBy(() -> train(guided(normalised), selfAbstraction(), recipe(1)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining(
            "network small: its values come from run 'small by supervised', trained on normalised"
                + " inputs, and these are raw. Try data normalised as there, by the normalization"
                + " of its training data.");
    assertThatThrownBy(
            () ->
                train(
                    guided(CHAIN.network("small")),
                    selfAbstraction(),
                    r -> r.classify(reordered).adam(0.01).epochs(1)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining(
            "network small: its outputs stand for the classes [0, 1, 2], and the data's are"
                + " [2, 1, 0].");
  }

  @Test
  void refusesToTrainWhatIsGiven() {
    Hierarchy guided = guided(CHAIN.network("small"));
    Hierarchy all = hierarchy("all", h -> h.input(6).given("small", CHAIN.network("small")));
    TrainingMethod stubborn = new Stubborn();

    assertThatThrownBy(() -> train(all, supervised(), recipe(1)))
        .hasMessage(
            "plan 'supervised' for 'all' has a problem:\n"
                + "  networks: all are given and stay as they are, needed one to train."
                + " Try network(\"student\", ...).");
    assertThatThrownBy(() -> train(guided, stubborn, recipe(1)))
        .hasMessageContaining(
            "stage small: network 'small' trains, and it is given, so it stays as it is."
                + " Try network(\"small\", source), which trains on from given values.");
  }

  @Test
  void saysEverythingThatWeightsLack() {
    Network small = network("small", n -> n.input(6).dense("idea", 5).relu().output(3));
    var tensors = new LinkedHashMap<>(CHAIN.network("small").values().weights().tensors());
    tensors.remove("idea.bias");
    tensors.put("output.weight", tensors.get("idea.weight"));

    assertThatThrownBy(() -> given(small, StateDict.of(tensors)))
        .isInstanceOf(CheckException.class)
        .hasMessageContaining("parameter small.idea.bias: found no tensor 'idea.bias', needed (5)")
        .hasMessageContaining("parameter small.output.weight: found (5 x 6), needed (3 x 5)");
  }

  /** Trains every network, whatever it is. */
  private record Stubborn() implements TrainingMethod {
    @Override
    public String name() {
      return "stubborn";
    }

    @Override
    public Plan plan(CheckedHierarchy hierarchy) {
      List<Stage> stages = new ArrayList<>();
      hierarchy
          .networks()
          .forEach(
              each ->
                  stages.add(
                      GradientStage.of(
                          each.name(),
                          Part.whole(each.name()),
                          List.of(Term.task(each.description().outputTap())))));
      return new Plan(name(), hierarchy.name(), stages, Readout.of("large"));
    }
  }
}
