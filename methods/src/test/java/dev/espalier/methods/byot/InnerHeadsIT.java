package dev.espalier.methods.byot;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.innerHeads;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Run;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Hierarchy;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.TrainingMethod;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InnerHeadsIT {
  private static final DataSet DATA = data();
  private static final Hierarchy HEADED =
      hierarchy(
          "headed",
          h ->
              h.input(8)
                  .network(
                      "main",
                      n ->
                          n.dense("h1", 24)
                              .relu()
                              .dense("h2", 24)
                              .relu()
                              .dense("h3", 16)
                              .relu()
                              .output(3))
                  .network("head1", n -> n.from("main.h1").dense("f", 12).relu().output(3))
                  .network("head2", n -> n.from("main.h2").dense("f", 16).relu().output(3)));

  @Test
  void trainsAllTogetherInOneStage() {
    GradientStage stage = (GradientStage) innerHeads().plan(check(HEADED)).stages().get(0);

    assertThat(stage.trains())
        .extracting(part -> part.network())
        .containsExactly("main", "head1", "head2");
    assertThat(stage.terms())
        .extracting(term -> term.name())
        .containsExactly(
            "task",
            "head1 task",
            "head1 answer",
            "head1 features",
            "head2 task",
            "head2 answer",
            "head2 features");
  }

  @Test
  void learnsInTheMainNetworkAndInEachHead() {
    try (Run run = run(innerHeads())) {
      assertThat(run.evaluate(DATA).metric("accuracy")).isGreaterThan(.9);
      assertThat(run.evaluate(Readout.of("head1"), DATA).metric("accuracy")).isGreaterThan(.9);
      assertThat(run.evaluate(Readout.of("head2"), DATA).metric("accuracy")).isGreaterThan(.9);
    }
  }

  @Test
  void changesTheMainNetworkByTheHeadsGradients() {
    Hierarchy alone = hierarchy("alone", h -> h.input(8).network(HEADED.networks().get(0)));

    try (Run headed = run(innerHeads());
        Run plain =
            train(
                alone, supervised(), r -> r.classify(DATA).adam(3e-3).epochs(15).seed(4).quiet())) {
      assertThat(first(headed)).isNotEqualTo(first(plain));
    }
  }

  @Test
  void refusesAHierarchyWithoutHeads() {
    var lone = check(network("lone", n -> n.input(8).dense("h1", 4).relu().output(3)));

    assertThatThrownBy(() -> innerHeads().plan(lone))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("it has no head");
  }

  @Test
  void refusesHeadsThatStartElsewhere() {
    var beside =
        check(
            hierarchy(
                "beside",
                h ->
                    h.input(8)
                        .network("main", n -> n.dense("h1", 4).relu().output(3))
                        .network("other", n -> n.dense("h1", 4).relu().output(2))));

    assertThatThrownBy(() -> innerHeads().plan(beside))
        .hasMessageContaining("needed a layer of 'main'")
        .hasMessageContaining("needed the main network's (3)");
  }

  @Test
  void refusesNumbersOutOfTheirRange() {
    assertThatThrownBy(() -> innerHeads(b -> b.alpha(2))).hasMessageContaining("alpha(2.0)");
    assertThatThrownBy(() -> innerHeads(b -> b.beta(1e300)))
        .hasMessage(
            "innerHeads: beta(1.0E300), needed a finite number of at least 0. Try beta(1e-6).");
    assertThatThrownBy(() -> innerHeads(b -> b.temperature(0)))
        .hasMessageContaining("temperature(0.0)");
    assertThatThrownBy(() -> innerHeads(b -> b.beta(-1))).hasMessageContaining("beta(-1.0)");
  }

  private static Run run(TrainingMethod method) {
    return train(HEADED, method, r -> r.classify(DATA).adam(3e-3).epochs(15).seed(4).quiet());
  }

  private static double[] first(Run run) {
    var parameters = run.outcome().networks().network("main").parameters();
    float[] values = parameters.get(0).array().toFloatArray();
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static DataSet data() {
    SplittableRandom random = new SplittableRandom(9);
    double[][] inputs = new double[600][8];
    int[] labels = new int[600];
    for (int row = 0; row < 600; row++) {
      labels[row] = row % 3;
      for (int i = 0; i < 8; i++) {
        inputs[row][i] = (i % 3 == row % 3 ? 1 : 0) + random.nextDouble(-1, 1);
      }
    }
    return Data.fromArrays("clusters", inputs, labels);
  }
}
