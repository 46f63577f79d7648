package dev.espalier.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.train.recipe.Checkpoints.Found;
import dev.espalier.train.recipe.Checkpoints.OnFailure;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ConditionsTest {
  private static final Path FOLDER = Path.of("runs");

  @Test
  void refusesMemoryBelowNothing() {
    assertThatThrownBy(() -> RecipeBuilder.empty().memory(-1))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("recipe: memory(-1), needed at least 0 bytes. Try memory(2L << 30).");
  }

  @Test
  void checkpointsGoElsewhereWithTheirSettings() {
    Checkpoints there =
        Checkpoints.in(FOLDER).every(3).everySteps(5).stopOnFailure().trustUnnamed();

    Checkpoints here = there.in(Path.of("other"), Found.REQUIRE);

    assertThat(here.folder()).isEqualTo(Path.of("other"));
    assertThat(here.every()).isEqualTo(3);
    assertThat(here.everySteps()).isEqualTo(5);
    assertThat(here.found()).isEqualTo(Found.REQUIRE);
    assertThat(here.onFailure()).isEqualTo(OnFailure.STOP);
    assertThat(here.trustsUnnamed()).isTrue();
    assertThat(here.replacing().found()).isEqualTo(Found.REPLACE);
  }

  @Test
  void refusesCheckpointsThatAreNeverWritten() {
    assertThatThrownBy(() -> Checkpoints.in(FOLDER).every(0))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "checkpoint(runs): every 0 epochs and 0 steps, needed at least 1 epoch and 0 steps."
                + " Try every(1).");
  }
}
