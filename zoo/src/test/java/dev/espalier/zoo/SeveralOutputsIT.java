package dev.espalier.zoo;

import static dev.espalier.Espalier.concat;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.rmse;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.Run;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.Split;
import dev.espalier.data.Targets;
import dev.espalier.describe.Network;
import dev.espalier.describe.measure.Accuracy;
import dev.espalier.describe.value.Parts;
import dev.espalier.train.log.Evaluation;
import dev.espalier.train.log.Prediction;
import dev.espalier.train.plan.PlanException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** One network tells the quarter that a point lies in, and its distance in metres. */
final class SeveralOutputsIT {
  private static final Split POINTS = split();
  private static final Network HEADS =
      network(
          "heads",
          n ->
              n.input(2)
                  .dense("trunk", 24)
                  .tanh()
                  .branches(
                      Network.OUTPUT,
                      concat(),
                      b ->
                          b.branch("quarter", x -> x.dense("q", 4))
                              .branch("metres", x -> x.dense("m", 8).tanh().dense("d", 1))));

  @Test
  void eachOutputIsLearnedMeasuredAndPublishedInItsOwnUnits(@TempDir Path folder) {
    try (Run run =
        train(
            HEADS,
            supervised(),
            r ->
                r.multitask(POINTS.train())
                    .validate(POINTS.test())
                    .measure(rmse().of("metres"))
                    .batch(25)
                    .adam(0.02)
                    .epochs(40)
                    .seed(1)
                    .quiet())) {
      Evaluation evaluation = run.evaluate(POINTS.test());
      List<Prediction> said = run.predict(POINTS.test());
      Published published = Zoo.at(folder).publish(run, "heads", card -> card.withOnnx());
      Loaded loaded = Zoo.open(folder).load("heads");

      assertThat(evaluation.metric("quarter accuracy"))
          .isGreaterThan(0.95)
          .isEqualTo(rightQuarters(said));
      assertThat(evaluation.metric("metres rmse")).isLessThan(40);
      assertThat(evaluation.metrics()).doesNotContainKeys("mse", "accuracy", "metres psnr");
      assertThat(said.get(0).part("quarter").values().stream().mapToDouble(v -> v).sum())
          .isCloseTo(1, within(1e-6));
      assertThat(loaded.predict(POINTS.test()).get(3).part("metres").value(0))
          .isCloseTo(said.get(3).part("metres").value(0), within(1e-2));
      assertThat(loaded.outputs()).isEqualTo(POINTS.test().kind().outputs());
      float[] onnx = Runtimes.onnx(published.folder().resolve("model.onnx"), inputs(1), 1, 2);
      for (int i = 0; i < 5; i++) {
        assertThat((double) onnx[i]).isCloseTo(said.get(0).values().get(i), within(1e-2));
      }
      assertThatThrownBy(() -> said.get(0).best())
          .hasMessage(
              "best(): found several outputs, quarter 4 classes, metres (1), needed one. Try part(\"quarter\").");
    }
  }

  @Test
  void aTablesLabelAndNumbersComeBackByTheirNames(@TempDir Path folder) {
    double[] ages = new double[200];
    double[] pays = new double[200];
    String[] plans = new String[200];
    for (int row = 0; row < 200; row++) {
      ages[row] = 20 + row % 50;
      plans[row] = ages[row] > 45 ? "gold" : "free";
      pays[row] = 1000 + 20 * ages[row];
    }
    Table table =
        Table.create("people")
            .addColumns(
                DoubleColumn.create("age", ages),
                StringColumn.create("plan", plans),
                DoubleColumn.create("pays", pays));
    DataSet data =
        Data.fromTable(
            table, t -> t.label("plan").target("pays").standardize().standardizeTargets());
    try (Run run =
        train(
            network("people", n -> n.input(1).dense("h", 16).tanh().output(parts(data))),
            supervised(),
            r -> r.multitask(data).batch(20).adam(0.03).epochs(40).seed(1).quiet())) {
      Zoo.at(folder).publish(run, "people", card -> card);
      Prediction said = Zoo.open(folder).load("people").predict(Map.of("age", 60));

      assertThat(said.part("plan").bestClass()).isEqualTo("gold");
      assertThat(said.part("pays").value(0)).isCloseTo(2200, within(60.0));
      assertThat(run.predict(table).columnNames())
          .containsExactly("plan=free", "plan=gold", "pays");
    }
  }

  private static Parts parts(DataSet data) {
    return data.kind().outputs().orElseThrow();
  }

  @Test
  void wrongTasksMeasuresAndDataAreRefusedBeforeAnythingRuns() {
    assertThatThrownBy(() -> train(HEADS, supervised(), r -> r.regress(POINTS.train()).quiet()))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("Try multitask(data)");
    assertThatThrownBy(
            () ->
                train(
                    HEADS,
                    supervised(),
                    r -> r.multitask(POINTS.train()).measure(new Accuracy()).quiet()))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("measure 'accuracy'")
        .hasMessageContaining("quarter accuracy");
    assertThatThrownBy(
            () ->
                train(
                    network("narrow", n -> n.input(2).output(4)),
                    supervised(),
                    r -> r.multitask(POINTS.train()).quiet()))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("which need (5). Try output(5).");
  }

  private static float[] inputs(int rows) {
    return POINTS.test().inputs().floats(0, rows);
  }

  private static double rightQuarters(List<Prediction> said) {
    int right = 0;
    for (int row = 0; row < said.size(); row++) {
      double[] wanted = Arrays.copyOf(POINTS.test().unscaled().targets().row(row), 4);
      right += wanted[said.get(row).part("quarter").best()] == 1 ? 1 : 0;
    }
    return (double) right / said.size();
  }

  private static Split split() {
    SplittableRandom random = new SplittableRandom(11);
    double[][] points = new double[400][2];
    int[] quarters = new int[400];
    double[] metres = new double[400];
    for (int row = 0; row < 400; row++) {
      double x = 2 * random.nextDouble() - 1;
      double y = 2 * random.nextDouble() - 1;
      points[row] = new double[] {x, y};
      quarters[row] = (x > 0 ? 1 : 0) + (y > 0 ? 2 : 0);
      metres[row] = 1000 * Math.hypot(x, y);
    }
    DataSet both =
        Data.ofOutputs(
            "points",
            Data.fromArrays("quarter", points, quarters, Targets.classes("sw", "se", "nw", "ne")),
            Data.fromArrays("metres", points, metres));
    return both.split(0.75, 1).standardizedTargets();
  }
}
