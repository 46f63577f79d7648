package dev.espalier.methods;

import static dev.espalier.methods.Methods.distillation;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.espalier.Espalier;
import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.data.Sample;
import dev.espalier.data.augment.Augmentation;
import dev.espalier.data.augment.CutMix;
import dev.espalier.data.augment.Mix;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Seeds;
import dev.espalier.testkit.method.TrainingCase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a training does with samples that are mixed, and with their labels. */
final class MixedSamplesIT {
  private static final DataSet PICTURES = AugmentedCases.PICTURES;

  @Test
  void theLossIsThatAtBothLabelsByArea() {
    try (Run run =
        Espalier.train(
            AugmentedCases.VIEWER,
            supervised(),
            r ->
                r.classify(PICTURES)
                    .augment(Augmentation.cutMix(1))
                    .fullBatch()
                    .sgd(1e-12)
                    .epochs(1)
                    .seed(8))) {
      int rows = PICTURES.size();
      Dims dims = PICTURES.inputDims();
      Mix mix =
          new CutMix(1)
              .draw(dims, rows, Seeds.random(8, "mixup", run.log().epochs().get(0).stage(), 0L));
      double loss = 0;
      try (NDManager manager = NDManager.newBaseManager()) {
        NDArray inputs =
            manager.create(PICTURES.inputs().floats(0, rows), new Shape(dims.withBatch(rows)));
        NDArray mixed = mix.mixed(inputs);
        for (int row = 0; row < rows; row++) {
          List<Double> chances = run.predict(Sample.of(dims, doubles(mixed.get(row)))).values();
          int partner = (row + mix.shift()) % rows;
          loss -= mix.share() * Math.log(chances.get(row % 3)) / rows;
          loss -= (1 - mix.share()) * Math.log(chances.get(partner % 3)) / rows;
        }
      }

      assertThat(mix.share()).isBetween(0.1, 0.9);
      assertThat(run.log().epochs().get(0).terms().values().iterator().next())
          .isCloseTo(loss, within(1e-5));
    }
  }

  @Test
  void aRecipeMixesAsAStageDoes() {
    TrainingCase byRecipe =
        new TrainingCase(
            "by the recipe",
            Cases.CHAIN,
            distillation(),
            Cases.classify(r -> r.adam(0.01).augment(Augmentation.mixup(0.4))));
    TrainingCase byStage =
        new TrainingCase(
            "by the stage",
            Cases.CHAIN,
            distillation(d -> d.mixup(0.4)),
            Cases.classify(r -> r.adam(0.01)));

    assertThat(byRecipe.result(r -> r).parameters()).isEqualTo(byStage.result(r -> r).parameters());
  }

  private static double[] doubles(NDArray row) {
    float[] values = row.toFloatArray();
    double[] found = new double[values.length];
    for (int i = 0; i < found.length; i++) {
      found[i] = values[i];
    }
    return found;
  }
}
