package dev.espalier.methods;

import static dev.espalier.Espalier.auc;
import static dev.espalier.Espalier.compare;
import static dev.espalier.Espalier.larger;
import static dev.espalier.Espalier.measure;
import static dev.espalier.Espalier.smaller;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.reversePropagation;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.Run;
import dev.espalier.compare.Verdict;
import dev.espalier.data.DataSet;
import dev.espalier.describe.measure.MeanSquareError;
import dev.espalier.describe.measure.Measure;
import dev.espalier.train.log.StageRecord;
import dev.espalier.train.log.TrainException;
import dev.espalier.train.plan.PlanException;
import dev.espalier.train.recipe.RecipeBuilder;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Measures that a recipe adds: where they show, what they decide, and what is refused of them. */
class OwnMeasuresIT {
  private static final Measure SURE =
      measure("sure", larger(), (predictions, targets) -> predictions[0][(int) targets[0][0]]);

  @Test
  void anAddedMeasureIsInEveryEpochTheResultTheReportAndAnEvaluation() {
    try (Run run = run(r -> r.measure(auc()).measure(SURE))) {
      assertThat(run.log().epochs())
          .allSatisfy(
              epoch -> assertThat(epoch.validation()).containsKeys("accuracy", "auc", "sure"));
      assertThat(run.result().metrics().keySet())
          .containsExactly("loss", "accuracy", "macroF1", "auc", "sure");
      assertThat(run.result().metric("auc")).isBetween(0.0, 1.0);
      assertThat(run.report().text()).contains("auc", "sure");
      assertThat(run.evaluate(Cases.BLOBS).metrics()).containsKeys("auc", "sure");
    }
  }

  @Test
  void aFunctionGetsWhatPredictGives() {
    try (Run run = run(r -> r.measure(SURE))) {
      DataSet data = Cases.MORE_BLOBS;

      double first = run.predict(data.input(0)).values().get((int) data.targets().doubles(0, 1)[0]);

      assertThat(run.result().metric("sure")).isCloseTo(first, within(1e-6));
    }
  }

  @Test
  void addingAMeasureLeavesTheTrainingAsItIs() {
    try (Run plain = run(r -> r);
        Run measured = run(r -> r.measure(auc()))) {
      assertThat(measured.outcome().parameterHash()).isEqualTo(plain.outcome().parameterHash());
    }
  }

  @Test
  void stopsByAMeasureInItsDirectionAndKeepsItsBestEpoch() {
    try (Run run = run(r -> r.epochs(40).adam(0.05).stopEarly(2, auc()))) {
      List<Double> values =
          run.log().epochs().stream().map(epoch -> epoch.validation().get("auc")).toList();
      int best = values.indexOf(values.stream().max(Double::compare).orElseThrow());

      assertThat(values.size()).isLessThan(40).isEqualTo(best + 3);
      assertThat(run.result().metric("auc")).isEqualTo(values.get(best));
      assertThat(run.log().stages())
          .extracting(StageRecord::end)
          .containsExactly(
              "stopped after epoch %s, kept epoch %s".formatted(values.size(), best + 1));
    }
  }

  @Test
  void aBranchIsChosenByAMeasure() {
    try (Run first = run(r -> r);
        Run run =
            first.train(
                reversePropagation(p -> p.to("h").epochs(1).by(auc())),
                r -> r.classify(Cases.BLOBS).quiet())) {
      List<String> notes =
          run.log().stages().stream().flatMap(stage -> stage.notes().stream()).toList();

      assertThat(notes).anySatisfy(note -> assertThat(note).contains("validation auc 0."));
      assertThat(run.result().metrics()).containsKey("auc");
    }
  }

  @Test
  void aComparisonHasAColumnForIt() {
    Verdict verdict =
        compare(
            "two",
            c ->
                c.seeds(1, 2)
                    .baseline("a", Cases.NET, supervised())
                    .candidate("b", Cases.RICH, supervised())
                    .parallel(1)
                    .recipe(
                        r ->
                            r.classify(Cases.BLOBS)
                                .validate(Cases.MORE_BLOBS)
                                .measure(auc())
                                .epochs(2)));

    assertThat(verdict.table().columnNames()).contains("mean accuracy", "mean auc");
    assertThat(verdict.trialTable().columnNames()).contains("accuracy", "auc");
  }

  @Test
  void namesAMeasureThatIsNotFinite() {
    Measure wrong = measure("wrong", smaller(), (predictions, targets) -> Double.NaN);

    assertThatThrownBy(() -> run(r -> r.measure(wrong)))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining(
            "measure 'wrong' is NaN, needed a finite number, or none where it is not defined.");
  }

  @Test
  void refusesToStopByWhatIsNotDefined() {
    DataSet one = Cases.MORE_BLOBS.take(1);

    assertThatThrownBy(
            () ->
                train(
                    Cases.NET,
                    supervised(),
                    r -> r.classify(Cases.BLOBS).validate(one).stopEarly(2, auc()).quiet()))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining(
            "stage net, epoch 1: it stops after 2 epochs without a better validation auc, and"
                + " 'auc' is not defined on the validation data.");
  }

  @Test
  void refusesWhatDoesNotServeOrHasATakenName() {
    Measure other = measure("accuracy", larger(), (predictions, targets) -> 1);

    assertThatThrownBy(() -> run(r -> r.measure(new MeanSquareError())))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining(
            "measure 'mse': it does not serve the data's 3 classes a row. Try one of [accuracy, auc, averagePrecision, balancedAccuracy, calibrationError, kappa, logLoss, loss, macroF1, meanIou, precision, recall].");
    assertThatThrownBy(() -> run(r -> r.measure(other)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("measure 'accuracy': two measures have this name.");
    assertThatThrownBy(() -> run(r -> r.measure(measure("accuracy"))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("measure 'accuracy': it is measured in any case.");
    assertThatThrownBy(() -> run(r -> r.measure(auc()).measure(auc())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("recipe: measure 'auc' was already given as");
  }

  private static Run run(UnaryOperator<RecipeBuilder> more) {
    return train(
        Cases.NET,
        supervised(),
        r -> {
          RecipeBuilder start =
              r.classify(Cases.BLOBS).validate(Cases.MORE_BLOBS).batch(16).epochs(3).quiet();
          return more.apply(start.asDefaults());
        });
  }
}
