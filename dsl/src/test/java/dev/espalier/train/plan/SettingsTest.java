package dev.espalier.train.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.stopping.Stopping;
import org.junit.jupiter.api.Test;

final class SettingsTest {
  private static final Settings NONE = Settings.fromRecipe();

  @Test
  void ownSettingsGoOverOthersAndLeaveTheRest() {
    Settings others =
        NONE.epochs(10)
            .rate(Schedule.constant(1))
            .batch(64)
            .clip(5)
            .optimizer(Optimizer.sgd())
            .stopping(Stopping.patience(3));

    Settings over = NONE.epochs(2).batch(8).clip(1).over(others);

    assertThat(over)
        .isEqualTo(
            NONE.epochs(2)
                .batch(8)
                .clip(1)
                .rate(Schedule.constant(1))
                .optimizer(Optimizer.sgd())
                .stopping(Stopping.patience(3)));
    assertThat(NONE.over(others)).isEqualTo(others);
    assertThat(others.over(NONE)).isEqualTo(others);
  }

  @Test
  void saysWhatDiffersFromTheRecipe() {
    assertThat(NONE).hasToString("as the recipe");
    assertThat(NONE.epochs(1).rate(Schedule.constant(0.5)).batch(8).clip(2))
        .hasToString("1 epoch, rate 0.5, batch 8, clip 2.0");
  }

  @Test
  void refusesWhatNoTrainingCanHave() {
    assertThatThrownBy(() -> NONE.epochs(0))
        .hasMessage("settings: epochs(0), needed at least 1. Try epochs(10).");
    assertThatThrownBy(() -> NONE.batch(-1))
        .hasMessage("settings: batch(-1), needed at least 1, or 0 for all. Try batch(64).");
    assertThatThrownBy(() -> NONE.clip(0))
        .hasMessage("settings: clip(0.0), needed above 0. Try clip(5).");
  }
}
