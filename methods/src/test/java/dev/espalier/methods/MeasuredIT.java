package dev.espalier.methods;

import static dev.espalier.Espalier.compare;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Run;
import dev.espalier.compare.Trial;
import dev.espalier.compare.Verdict;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Network;
import dev.espalier.train.log.TrainException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What is said of measures at the edges, and where. */
class MeasuredIT {
  private static final Network NET =
      network("net", n -> n.input(6).layerNorm().dense("h", 8).relu().output(3));
  private static final Network LINE = network("line", n -> n.input(1).dense("h", 4).output(1));
  private static final DataSet HUGE = same("huge", 3e38, 30);
  private static final String NOT_FINITE =
      "network net: the loss of row 0 is NaN, needed a finite number. Try a lower rate, clip(5), or"
          + " normalised inputs.";

  @Test
  void aValidationLossThatIsNotFiniteStopsTheRun() {
    assertThatThrownBy(
            () ->
                train(
                    NET,
                    supervised(),
                    r -> r.classify(Cases.BLOBS).validate(HUGE).epochs(3).quiet()))
        .isInstanceOf(TrainException.class)
        .hasMessage("measuring on 'huge' has a problem:\n  stage net, epoch 1, " + NOT_FINITE);
  }

  @Test
  void anEvaluationThatIsNotFiniteIsRefused() {
    try (Run run = train(NET, supervised(), r -> r.classify(Cases.BLOBS).epochs(1).quiet())) {
      assertThatThrownBy(() -> run.evaluate(HUGE))
          .isInstanceOf(TrainException.class)
          .hasMessage("measuring on 'huge' has a problem:\n  " + NOT_FINITE);
    }
  }

  @Test
  void aComparisonCountsAValidationLossThatIsNotFiniteAsFailed() {
    Verdict verdict =
        compare(
            "huge",
            c ->
                c.seeds(1, 2)
                    .baseline("a", NET, supervised())
                    .candidate("b", NET, supervised())
                    .recipe(r -> r.classify(Cases.BLOBS).validate(HUGE).epochs(1)));

    assertThat(verdict.trials()).noneMatch(Trial::succeeded);
    assertThat(verdict.trials().get(0).failure()).contains("stage net, epoch 1, network net");
    assertThat(verdict.toString() + verdict.html()).doesNotContain(">NaN<", "Infinity");
  }

  @Test
  void logTableTextAndPageSayThatANetworkPredictsOneClassForAllRows() {
    DataSet blind = same("blind", 0, 60);

    try (Run run = train(NET, supervised(), r -> r.classify(blind).epochs(5).adam(0.01).quiet())) {
      String remark = run.report().metrics().stringColumn("remark").get(0);
      String said = "net on 'blind' " + remark;
      assertThat(remark)
          .matches("predicts class '.' for all 60 rows: its accuracy 0.333 is that class's share");
      assertThat(run.log().notes()).containsExactly(said);
      assertThat(run.report().text()).contains(said);
      assertThat(run.report().html()).contains("for all 60 rows: its accuracy 0.333");
    }
  }

  @Test
  void aGoodRunHasNoRemark() {
    try (Run run =
        train(NET, supervised(), r -> r.classify(Cases.BLOBS).epochs(30).adam(0.02).quiet())) {
      assertThat(run.log().notes()).isEmpty();
      assertThat(run.report().metrics().columnNames()).doesNotContain("remark");
    }
  }

  @Test
  void constantTargetsHaveNoRelativeErrorThroughAnyDoor() {
    double[] targets = new double[40];
    Arrays.fill(targets, 0.25);
    DataSet flat = Data.fromArrays("flat", places(40), targets);

    try (Run run =
        train(LINE, supervised(), r -> r.regress(flat).validate(flat).epochs(2).quiet())) {
      assertThat(run.result().metrics().keySet()).containsExactly("loss", "mse", "mae");
      assertThat(run.log().notes())
          .containsExactly("line on 'flat' has no rse, r2, psnr: the targets do not vary");
      assertThat(run.report().text() + run.report().html())
          .doesNotContain("NaN", "Infinity", "Inf ");
    }
  }

  @Test
  void aNetworkThatGivesTheMeanIsNamed() {
    double[] targets = new double[40];
    Arrays.setAll(targets, i -> 2 + i % 2);
    DataSet noise = Data.fromArrays("noise", new double[40][1], targets);

    try (Run run =
        train(LINE, supervised(), r -> r.regress(noise).epochs(200).adam(0.05).quiet())) {
      assertThat(run.log().notes())
          .singleElement()
          .asString()
          .startsWith("line on 'noise' is no better than the targets' mean: r2 ");
    }
  }

  private static DataSet same(String name, double value, int rows) {
    double[][] inputs = new double[rows][6];
    int[] labels = new int[rows];
    for (int row = 0; row < rows; row++) {
      Arrays.setAll(inputs[row], i -> i % 2 == 0 ? value : -value);
      labels[row] = row % 3;
    }
    return Data.fromArrays(name, inputs, labels);
  }

  private static double[][] places(int rows) {
    double[][] places = new double[rows][1];
    Arrays.setAll(places, i -> new double[] {i / 40.0});
    return places;
  }
}
