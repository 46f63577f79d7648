package dev.espalier.testkit.method;

import static dev.espalier.Espalier.train;

import dev.espalier.Run;
import dev.espalier.describe.Description;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.RunLog;
import dev.espalier.train.log.StageRecord;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.recipe.RecipeBuilder;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A small training that the promises of methods are asked of.
 *
 * <p>A few rows and two to four epochs are enough; an odd number of rows leaves one over.
 *
 * @param name what it tries
 * @param description what is trained
 * @param method how
 * @param recipe on what, and with which settings
 */
public record TrainingCase(
    String name,
    Description description,
    TrainingMethod method,
    UnaryOperator<RecipeBuilder> recipe) {

  /** Trains with what a test adds to the recipe. */
  public Run run(UnaryOperator<RecipeBuilder> more) {
    return train(description, method, r -> more.apply(recipe.apply(r).quiet().asDefaults()));
  }

  /** Trains; gives what must be the same bit for bit, whatever happened on the way. */
  public Result result(UnaryOperator<RecipeBuilder> more) {
    try (Run run = run(more)) {
      return new Result(
          run.outcome().parameterHash(),
          run.log().epochs().stream().map(TrainingCase::timeless).toList(),
          run.log().stages().stream().map(TrainingCase::timeless).toList(),
          run.log().ending(),
          run.outcome().evaluations().toString());
    }
  }

  /**
   * What a training gave, times left out.
   *
   * @param parameters the hash of all parameters
   * @param epochs what each epoch gave
   * @param stages what each stage gave
   * @param ending how it ended
   * @param evaluations the metrics at the end
   */
  public record Result(
      String parameters,
      List<EpochRecord> epochs,
      List<StageRecord> stages,
      RunLog.Ending ending,
      String evaluations) {}

  private static EpochRecord timeless(EpochRecord epoch) {
    return new EpochRecord(
        epoch.stage(),
        epoch.epoch(),
        epoch.steps(),
        epoch.rate(),
        epoch.terms(),
        epoch.weights(),
        epoch.measures(),
        epoch.validation(),
        0);
  }

  private static StageRecord timeless(StageRecord stage) {
    return new StageRecord(
        stage.name(),
        stage.trains(),
        stage.epochs(),
        stage.steps(),
        stage.trainable(),
        0,
        stage.end(),
        stage.verdict(),
        stage.counters(),
        List.of());
  }

  @Override
  public String toString() {
    return name;
  }
}
