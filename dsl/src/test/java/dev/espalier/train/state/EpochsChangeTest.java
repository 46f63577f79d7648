package dev.espalier.train.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.describe.Tap;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.train.checks.Planned;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Settings;
import dev.espalier.train.plan.Term;
import dev.espalier.train.recipe.Recipe;
import dev.espalier.train.recipe.RecipeBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint in the second of three stages of 4 epochs, after 2 epochs of 3 steps. */
final class EpochsChangeTest {
  private static final Recipe RECIPE =
      RecipeBuilder.empty().classify(Planned.CLASSES).batch(3).epochs(4).quiet().build();

  private final Path folder;

  EpochsChangeTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aStageAheadMayHaveAnyNumber() throws IOException {
    assertThat(refusal(Schedule.constant(1), 4, 4, 9)).isEmpty();
  }

  @Test
  void aStageThatIsDoneMayNot() throws IOException {
    assertThat(refusal(Schedule.constant(1), 5, 4, 4))
        .hasValueSatisfying(
            refusal -> {
              assertThat(refusal.afterItsEnd()).isTrue();
              assertThat(refusal.problem())
                  .hasToString(
                      "stage 'first': it is done, with 4 epochs, needed 5. Try epochs(4), and more"
                          + " of them in the last stage alone.");
            });
  }

  @Test
  void theRunningStageMayWhereItsRateWasTheSame() throws IOException {
    assertThat(refusal(Schedule.steps(1, 0.5, 2), 4, 9, 4)).isEmpty();
    assertThat(refusal(Schedule.steps(1, 0.5, 2), 4, 2, 4)).isEmpty();
  }

  @Test
  void itMayNotEndBeforeWhereItIs() throws IOException {
    assertThat(refusal(Schedule.constant(1), 4, 1, 4).orElseThrow().problem())
        .hasToString(
            "stage 'second': it has gone through 2 epochs already, needed 1. Try epochs(2) or"
                + " more.");
  }

  @Test
  void itMayNotWhereItsRateWasAnother() throws IOException {
    assertThat(refusal(Schedule.linear(1, 0), 4, 8, 4).orElseThrow().problem())
        .hasToString(
            "stage 'second': its rate, linear 1 to 0, was 0.9166666666666666 at step 2 of 4"
                + " epochs, and is 0.9583333333333334 there with 8. Try epochs(4), or from the"
                + " start a schedule that does not follow the stage's length.");
  }

  private Optional<EpochsChange.Refusal> refusal(Schedule rate, int... needed) throws IOException {
    List<Integer> epochs = Arrays.stream(needed).boxed().toList();
    return EpochsChange.refusal(plan(rate), RECIPE, checkpoint(), List.of(4, 4, 4), epochs);
  }

  private static Plan plan(Schedule rate) {
    return new Plan(
        "made up",
        "net",
        List.of(stage("first", rate), stage("second", rate), stage("third", rate)),
        Readout.of("net"));
  }

  private static GradientStage stage(String name, Schedule rate) {
    return GradientStage.of(name, Part.whole("net"), List.of(Term.task(Tap.of("net", "output"))))
        .settings(Settings.fromRecipe().rate(rate));
  }

  private StateReader checkpoint() throws IOException {
    CheckpointStore.Content content =
        out -> {
          out.number("depth", 2);
          out.within("part 0").number("stages", 1);
          StateWriter epochs = out.within("part 1").within("epochs");
          epochs.number("epoch", 2);
          epochs.number("batch", 0);
          epochs.number("steps", 6);
        };
    return StateReader.of(StateFormatTest.write(content, folder));
  }
}
