package dev.espalier.train.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.espalier.compile.loss.CompiledMeasure;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.measure.Accumulator;
import dev.espalier.describe.measure.Better;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.measure.Outputs;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import dev.espalier.train.log.Evaluation;
import dev.espalier.train.log.TrainException;
import dev.espalier.train.plan.Readout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScoresTest {
  private static final Readout NET = Readout.of("net");

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void aTextSeesProbabilitiesAndClassesOfAllRows() {
    Measure brier =
        Measure.of(
            "brier",
            Better.SMALLER,
            "torch.mean(torch.square(1. - torch.gather(prediction, 1, torch.unsqueeze(target, 1))))");
    Accumulator sum = CompiledMeasure.of(brier, Outputs.ofClasses(2));

    // Logits of the probabilities (1/4, 3/4) and (1/2, 1/2).
    sum.add(new double[] {0, Math.log(3)}, new double[] {1}, 1);
    sum.add(new double[] {2, 2}, new double[] {0}, 1);

    assertThat(sum.value().orElseThrow()).isCloseTo((1 / 16.0 + 1 / 4.0) / 2, within(1e-12));
  }

  @Test
  void aTextSeesValuesOfAllRows() {
    Measure worst =
        Measure.of("worst", Better.SMALLER, "torch.max(torch.abs(prediction - target))");
    Accumulator sum = CompiledMeasure.of(worst, Outputs.ofValues(2));

    sum.add(new double[] {1, 2, 3, 4}, new double[] {1, 2.5, 0, 4}, 2);
    sum.add(new double[] {0, 0}, new double[] {1, -2}, 1);

    assertThat(sum.value().orElseThrow()).isEqualTo(3);
  }

  @Test
  void refusesATextThatGivesNoNumber() {
    Measure rows = Measure.of("rows", Better.SMALLER, "torch.mean(prediction, [-1])");

    assertThatThrownBy(() -> CompiledMeasure.require(rows, Outputs.ofValues(2)))
        .isInstanceOf(MisfitException.class)
        .hasMessage(
            "measure rows: it gives the shape (3) for 3 rows, needed one number. Try"
                + " torch.mean(...).");
  }

  @Test
  void macroF1LeavesOutClassesThatAreAbsentAndNeverPredicted() {
    // Of ten classes three are there; 0 and 1 are found, 2 is taken for 0 half the time.
    double[][] scores = {hot(10, 0), hot(10, 0), hot(10, 1), hot(10, 1), hot(10, 2), hot(10, 0)};

    Evaluation measured = classes(10, scores, 0, 0, 1, 1, 2, 2);

    // scikit-learn's f1_score(average="macro"): 4/5, 1, 2/3.
    assertThat(measured.metric("macroF1")).isCloseTo((0.8 + 1 + 2 / 3.0) / 3, within(1e-12));
  }

  @Test
  void macroF1CountsAClassThatIsNeverRightAs0() {
    double[][] scores = {hot(4, 0), hot(4, 0), hot(4, 3), hot(4, 0)};

    Evaluation measured = classes(4, scores, 0, 0, 0, 1);

    // Class 1 is there and not found, class 3 is predicted and not there, class 2 is neither.
    assertThat(measured.metric("macroF1")).isCloseTo((2 * 2 / 6.0) / 3, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -3.5, 1e6})
  void aDeadNetworkHasNobodyInItsTopThree(double output) {
    double[][] scores = new double[10][10];
    for (double[] row : scores) {
      Arrays.fill(row, output);
    }

    Evaluation measured = classes(10, scores, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);

    assertThat(measured.metric("top3")).isZero();
    assertThat(measured.metric("accuracy")).isEqualTo(0.1);
  }

  @Test
  void theTopThreeHasNoRoomForATieWithTheThirdAndFourth() {
    double[][] scores = {{4, 3, 2, 1}, {4, 3, 2, 2}, {4, 3, 2, 2}, {4, 4, 4, 1}, {1, 4, 4, 4}};

    Evaluation measured = classes(4, scores, 2, 2, 1, 0, 0);

    // In: third alone, second before a tie, three firsts. Out: third with the fourth, the last.
    assertThat(measured.metric("top3")).isEqualTo(3 / 5.0);
  }

  @Test
  void namesTheRowWhoseOutputIsNotFinite() {
    double[][] scores = {{1, 0, 0, 0}, {0, Double.NaN, 0, 0}};

    assertThatThrownBy(() -> classes(4, scores, 0, 0))
        .isInstanceOf(TrainException.class)
        .hasMessage(
            "measuring on 'data' has a problem:\n"
                + "  stage a, epoch 3, network net: the loss of row 1 is NaN, needed a finite"
                + " number. Try a lower rate, clip(5), or normalised inputs.");
  }

  @Test
  void errorsOfValuesAreTheirFormulas() {
    Evaluation measured = values(new double[] {1, 2, 3, 6}, 1.5, 2, 2, 6);

    assertThat(measured.metrics())
        .containsExactly(
            Map.entry("loss", 1.25 / 4),
            Map.entry("mse", 1.25 / 4),
            Map.entry("rse", 1.25 / 50),
            Map.entry("r2", 1 - 1.25 / 14),
            Map.entry("mae", 1.5 / 4),
            Map.entry("psnr", -10 * Math.log10(1.25 / 4)));
    assertThat(measured.remarks(List.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.25, -1e30})
  void constantTargetsHaveNoRelativeErrorAndNoNoiseRatio(double target) {
    Evaluation measured = values(new double[] {target, target, target}, 1, 2, 3);

    assertThat(measured.metrics().keySet()).containsExactly("loss", "mse", "mae");
    assertThat(measured.metrics().values()).allMatch(Double::isFinite);
    assertThat(measured.remarks(List.of()))
        .containsExactly("has no rse, r2, psnr: the targets do not vary");
    assertThatThrownBy(() -> measured.metric("psnr"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("metric 'psnr': not defined on 'data'. Try one of [loss, mse, mae].");
  }

  @Test
  void targetsOfSeveralPlacesThatAreEachConstantHaveNoRelativeErrorEither() {
    Evaluation constant = values(2, new double[] {0, 3.7, 0, 3.7}, 1, 3, 0, 4);
    Evaluation oneVaries = values(2, new double[] {0, 3.7, 1, 3.7}, 1, 3, 0, 4);

    assertThat(constant.metrics().keySet()).containsExactly("loss", "mse", "mae");
    assertThat(constant.remarks(List.of()))
        .containsExactly("has no rse, r2, psnr: the targets do not vary");
    assertThat(oneVaries.metrics().keySet())
        .containsExactly("loss", "mse", "rse", "r2", "mae", "psnr");
  }

  @Test
  void onePictureHasANoiseRatioAndNoR2() {
    Evaluation picture = values(3, new double[] {0, 0.5, 1}, 0.1, 0.5, 1);

    assertThat(picture.metrics().keySet()).containsExactly("loss", "mse", "rse", "mae", "psnr");
    assertThat(picture.metric("psnr")).isEqualTo(-10 * Math.log10(picture.metric("mse")));
    assertThat(picture.remarks(List.of())).containsExactly("has no r2: there is one row");
  }

  @Test
  void exactPredictionsHaveNoNoiseRatio() {
    Evaluation measured = values(new double[] {1, 2}, 1, 2);

    assertThat(measured.metrics().keySet()).containsExactly("loss", "mse", "rse", "r2", "mae");
    assertThat(measured.metric("r2")).isEqualTo(1);
    assertThat(measured.remarks(List.of()))
        .containsExactly("has no psnr: every prediction is exact");
  }

  @Test
  void r2GoesByEachPlacesOwnMeanAndKeepsItsDigitsAtALargeMean() {
    double[] wanted = {1e8 + 1, 5, 1e8 + 3, 5};

    Evaluation measured = values(2, wanted, 1e8 + 2, 5, 1e8 + 2, 5);

    assertThat(measured.metric("r2")).isZero();
    assertThat(measured.remarks(List.of()))
        .containsExactly("is no better than the targets' mean: r2 0.00, needed above 0.01");
  }

  private Evaluation classes(int count, double[][] scores, double... labels) {
    double[] flat = Arrays.stream(scores).flatMapToDouble(DoubleStream::of).toArray();
    DataSet data =
        DataSet.of(
            "data",
            Rows.of(new double[labels.length], Dims.of(1)),
            Rows.of(labels, Dims.of()),
            Targets.classes(count));
    Scores sums = new Scores(NET, data, Optional.empty(), List.of());
    sums.add(manager.create(flat, new Shape(labels.length, count)), manager.create(labels));
    return sums.evaluation("stage a, epoch 3, ");
  }

  private Evaluation values(double[] wanted, double... predicted) {
    return values(1, wanted, predicted);
  }

  private Evaluation values(int width, double[] wanted, double... predicted) {
    int rows = wanted.length / width;
    double[][] targets = new double[rows][];
    for (int row = 0; row < rows; row++) {
      targets[row] = Arrays.copyOfRange(wanted, row * width, (row + 1) * width);
    }
    DataSet data = Data.fromArrays("data", new double[rows][1], targets);
    Scores sums = new Scores(NET, data, Optional.empty(), List.of());
    Shape shape = new Shape(rows, width);
    sums.add(manager.create(predicted, shape), manager.create(wanted, shape));
    return sums.evaluation("");
  }

  private static double[] hot(int count, int label) {
    double[] scores = new double[count];
    scores[label] = 1;
    return scores;
  }
}
