package dev.espalier.train.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.data.augment.Augmentation;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Dims;
import dev.espalier.train.recipe.RecipeBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AugmentationChecksTest {
  private static final DataSet PICTURES =
      DataSet.of(
          "pictures",
          Rows.of(new float[2 * 16], Dims.of(1, 4, 4)),
          Rows.of(new double[] {0, 1}, Dims.of()),
          Targets.classes(2));
  private static final DataSet PIXELS =
      DataSet.of(
          "pixels",
          Rows.of(new float[2 * 16], Dims.of(1, 4, 4)),
          Rows.of(new double[32], Dims.of(4, 4)),
          Targets.classes("sky", "tree").perCell(4, 4));

  private static List<String> problems(DataSet data, Augmentation... augmentations) {
    RecipeBuilder recipe = RecipeBuilder.empty().classify(data);
    for (Augmentation augmentation : augmentations) {
      recipe = recipe.augment(augmentation);
    }
    return AugmentationChecks.problems(recipe.build()).stream().map(Problem::toString).toList();
  }

  @Test
  void takesWhatFits() {
    assertThat(
            problems(
                PICTURES,
                Augmentation.flip().then(Augmentation.crop(2)),
                Augmentation.noise(0.1),
                Augmentation.mixup(0.2)))
        .isEmpty();
    assertThat(problems(PIXELS, Augmentation.brightness(0.1), Augmentation.mixup(0.2))).isEmpty();
  }

  @Test
  void refusesRowsThatAreNoPictures() {
    assertThat(
            problems(
                Planned.CLASSES,
                Augmentation.noise(0.1).then(Augmentation.flip()),
                Augmentation.timeMask(1)))
        .containsExactly(
            "augment: random flip: found inputs of shape (2), needed (channels x height x width)."
                + " Try noise(0.1).",
            "augment: time mask of up to 1 steps: found inputs of shape (2), needed (steps x"
                + " features) or (channels x frequencies x steps). Try noise(0.1).");
  }

  @Test
  void refusesToMovePixelsAwayFromTheirLabels() {
    assertThat(
            problems(
                PIXELS, Augmentation.rotation(10), Augmentation.named("mine", Augmentation.flip())))
        .containsExactly(
            "augment: random rotation by up to 10.0 degrees moves pixels, and the data have 2"
                + " classes for each of (4 x 4), which stay where they are. Try brightness(0.2), or"
                + " noise(0.1).",
            "augment: mine moves pixels, and the data have 2 classes for each of (4 x 4), which stay"
                + " where they are. Try brightness(0.2), or noise(0.1).");
  }

  @Test
  void refusesToMixTwiceOrBeforeTheRest() {
    assertThat(problems(PICTURES, Augmentation.mixup(0.2), Augmentation.flip()))
        .containsExactly(
            "augment: mixup by Beta(0.2, 0.2) comes before random flip, and mixed samples cannot be"
                + " changed further. Try it as the last augment(...).");
    assertThat(problems(PICTURES, Augmentation.mixup(0.2).then(Augmentation.cutMix(1))))
        .containsExactly(
            "augment: mixup by Beta(0.2, 0.2) and cutmix by Beta(1.0, 1.0) mix samples both. Try one of them.");
  }
}
