package dev.espalier.methods;

import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.Run;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.testkit.method.TrainingCase;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.RunListener;
import dev.espalier.train.log.TrainException;
import dev.espalier.train.plan.Settings;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.recipe.RecipeBuilder;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A training goes on with another number of epochs, or says why it does not. */
final class MoreEpochsIT {
  private final Path folder;

  MoreEpochsIT(@TempDir Path folder) {
    this.folder = folder;
  }

  static Stream<TrainingCase> growing() {
    return Stream.of(
        one("adam", r -> r.adam(0.01)),
        one("momentum, clipped", r -> r.sgd(0.05, 0.9).clip(1)),
        one("steps", r -> r.adam(Schedule.steps(0.01, 0.5, 2))),
        one("own schedule", r -> r.adam(Schedule.named("own", m -> 0.1 / (1 + m.epoch())))),
        one("best epoch", r -> r.adam(0.1).stopEarly(9)),
        one("stops early", r -> r.adam(0.3).stopEarly(1)),
        one("full batch", r -> r.fullBatch().adam(0.05)));
  }

  @ParameterizedTest
  @MethodSource("growing")
  void aFinishedTrainingGoesOnWithMoreEpochs(TrainingCase each) {
    TrainingCase.Result whole = each.result(r -> r.epochs(7));
    each.result(r -> r.epochs(4).checkpoint(folder, 3));

    assertThat(each.result(r -> r.epochs(7).checkpoint(folder, 3))).isEqualTo(whole);
    assertThat(each.result(r -> r.epochs(7).checkpoint(folder, 3))).isEqualTo(whole);
  }

  @ParameterizedTest
  @MethodSource("growing")
  void anInterruptedTrainingGoesOnWithMoreEpochs(TrainingCase each) {
    TrainingCase.Result whole = each.result(r -> r.epochs(7));
    killAfter(2, each, r -> r.epochs(4).checkpoint(folder, 1));

    assertThat(each.result(r -> r.epochs(7).checkpoint(folder, 1))).isEqualTo(whole);
  }

  @Test
  void theLogSaysWithHowMany() {
    TrainingCase each = one("adam", r -> r.adam(0.01));
    each.result(r -> r.epochs(4).checkpoint(folder, 1));

    try (Run run = each.run(r -> r.epochs(5).checkpoint(folder, 1))) {
      assertThat(run.log().notes())
          .containsExactly(
              "resumed from checkpoint-000004.espalier, with [5] epochs where it had [4]");
      assertThat(run.log().epochs()).hasSize(5);
    }
  }

  @Test
  void refusesFewerEpochsThanAreDone() {
    TrainingCase each = one("adam", r -> r.adam(0.01));
    each.result(r -> r.epochs(4).checkpoint(folder, 1));

    assertThatThrownBy(() -> each.result(r -> r.epochs(3).checkpoint(folder, 1)))
        .isInstanceOf(TrainException.class)
        .hasMessage(
            "checkpoints in %s has a problem:%n".formatted(folder)
                + "  checkpoint-000004.espalier, stage 'net': it has gone through 4 epochs"
                + " already, needed 3. Try epochs(4) or more.");
    assertThat(each.result(r -> r.epochs(4).checkpoint(folder, 1)))
        .isEqualTo(each.result(r -> r.epochs(4)));
  }

  @Test
  void refusesSchedulesWhoseValuesWereOthers() {
    TrainingCase each = one("cosine", r -> r.adam(Schedule.cosine(0.01, 0)));
    each.result(r -> r.epochs(4).checkpoint(folder, 1));

    assertThatThrownBy(() -> each.result(r -> r.epochs(8).checkpoint(folder, 1)))
        .hasMessage(
            "checkpoints in %s has a problem:%n".formatted(folder)
                + "  checkpoint-000004.espalier, stage 'net': its rate, cosine 0.01 to 0, was"
                + " 0.009829629131445342 at step 2 of 4 epochs, and is 0.009957224306869053 there"
                + " with 8. Try epochs(4), or from the start a schedule that does not follow the"
                + " stage's length.");
  }

  @Test
  void refusesAWarmUpOverAPartOfTheStage() {
    TrainingCase each = one("warm-up", r -> r.adam(Schedule.warmUp(0.5, Schedule.constant(0.01))));
    killAfter(1, each, r -> r.epochs(4).checkpoint(folder, 1));

    assertThatThrownBy(() -> each.result(r -> r.epochs(8).checkpoint(folder, 1)))
        .hasMessageContaining(
            "stage 'net': its rate, warm-up over 0.5 of the stage, then 0.01, was")
        .hasMessageContaining("at step 1 of 4 epochs");
  }

  @Test
  void refusesOtherEpochsOfAStageThatIsDone() {
    TrainingCase each =
        new TrainingCase("sal", Cases.CHAIN, selfAbstraction(), MoreEpochsIT::recipe);
    each.result(r -> r.epochs(3).checkpoint(folder, 1));

    assertThatThrownBy(() -> each.result(r -> r.epochs(5).checkpoint(folder, 1)))
        .hasMessageContaining("it is done, with 3 epochs, needed 5. Try epochs(3), and more")
        .hasMessageContaining("espalier, stage '");
  }

  @Test
  void aStageAheadMayHaveAnyNumber() {
    TrainingMethod four = twice(4);
    TrainingMethod six = twice(6);
    TrainingCase.Result whole = two(six).result(r -> r);
    killAfter(2, two(four), r -> r.checkpoint(folder, 1));

    assertThat(two(six).result(r -> r.checkpoint(folder, 1))).isEqualTo(whole);
    assertThatThrownBy(() -> two(twice(2)).result(r -> r.checkpoint(folder, 1)))
        .hasMessageContaining("it has gone through 6 epochs already, needed 2");
  }

  private static TrainingMethod twice(int epochs) {
    return supervised().then(supervised().settings(Settings.fromRecipe().epochs(epochs)));
  }

  private static TrainingCase two(TrainingMethod method) {
    return new TrainingCase("two", Cases.NET, method, r -> recipe(r).epochs(3));
  }

  private static TrainingCase one(String name, UnaryOperator<RecipeBuilder> settings) {
    return new TrainingCase(
        name, Cases.NET, supervised(), r -> settings.apply(recipe(r).asDefaults()));
  }

  private static RecipeBuilder recipe(RecipeBuilder r) {
    return r.classify(Cases.BLOBS).validate(Cases.MORE_BLOBS).batch(30).seed(5);
  }

  private static void killAfter(int epochs, TrainingCase each, UnaryOperator<RecipeBuilder> more) {
    RunListener killer =
        new RunListener() {
          private int left = epochs;

          @Override
          public void epochDone(EpochRecord epoch) {
            if (left-- == 0) {
              throw new Killed();
            }
          }
        };
    assertThatThrownBy(() -> each.run(r -> more.apply(r).listener(killer)).close())
        .isInstanceOf(Killed.class);
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
