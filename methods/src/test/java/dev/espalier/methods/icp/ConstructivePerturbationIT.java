package dev.espalier.methods.icp;

import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.constructivePerturbation;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.Run;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.data.DataSet;
import dev.espalier.data.Sample;
import dev.espalier.describe.Network;
import dev.espalier.report.Figure;
import dev.espalier.report.Section;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.recipe.RecipeBuilder;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConstructivePerturbationIT {
  private static final int EPOCHS = 4;
  private static final DataSet TRAINING = Clusters.classes(150, 1);

  // Batch norm, dropout, an image and a residual: what differs between the modes, and any tap.
  private static final Network NETWORK =
      network(
          "images",
          n ->
              n.input(Clusters.FEATURES)
                  .reshape(1, 4, 4)
                  .conv2d("h1", 8, 3, c -> c.same())
                  .relu()
                  .residual("h2", body -> body.conv2d(8, 3, c -> c.same()).batchNorm())
                  .relu()
                  .flatten()
                  .dropout(.2)
                  .dense("h3", 12)
                  .tanh()
                  .output(3));

  @Test
  void isPlainTrainingBitForBitWhereTheWarmUpIsAllEpochs() {
    TrainingMethod warm = constructivePerturbation(p -> p.warmUpEpochs(EPOCHS));

    try (Run plain = run(NETWORK, supervised());
        Run icp = run(NETWORK, warm)) {
      assertThat(parameters(icp)).isDeepEqualTo(parameters(plain));
    }
  }

  @Test
  void givesTheSameNumbersAgainAndOthersThanPlainTraining() {
    TrainingMethod method = constructivePerturbation();

    try (Run plain = run(NETWORK, supervised());
        Run once = run(NETWORK, method);
        Run again = run(NETWORK, method)) {
      assertThat(parameters(again)).isDeepEqualTo(parameters(once));
      assertThat(parameters(once)).isNotEqualTo(parameters(plain));
    }
  }

  @Test
  void perturbsAfterTheWarmUpOnlyAndLogsWhatItDid() {
    try (Run run = run(NETWORK, constructivePerturbation(p -> p.warmUpEpochs(1).stepSize(.01)))) {
      List<EpochRecord> epochs = run.log().epochs();

      assertThat(epochs.subList(0, 2)).allSatisfy(e -> assertThat(e.measures()).isEmpty());
      EpochRecord last = epochs.get(EPOCHS - 1);
      assertThat(last.measures().get("share fallen")).isGreaterThan(.9);
      assertThat(last.measures().get("loss after step 5"))
          .isLessThan(last.measures().get("loss after step 0"));
      assertThat(last.measures().get("norm")).isPositive();
      assertThat(last.terms()).containsKeys("features h1", "features h2", "features h3");
      assertThat(last.weights().get("task")).isCloseTo(Math.cos(Math.PI / 3), within(1e-12));
    }
  }

  @Test
  void perturbsEachSampleAloneAsInItsBatchAndTwiceTheSame() {
    Perturbation perturbation = new Perturbation(Direction.ADAM, 5, .05, false);

    try (Run run = run(NETWORK, supervised())) {
      List<Sample> batch = run.outcome().transform(perturbation, TRAINING.take(20));
      List<Sample> again = run.outcome().transform(perturbation, TRAINING.take(20));
      List<Sample> alone = run.outcome().transform(perturbation, TRAINING.select(7));

      assertThat(again).isEqualTo(batch);
      assertThat(alone.get(0).doubles()).containsExactly(batch.get(7).doubles(), within(1e-12));
      assertThat(batch.get(7)).isNotEqualTo(TRAINING.input(7));
    }
  }

  @Test
  void givesTheInputsBackForAStepWithoutLengthAndLeavesTheNetworkAlone() {
    Perturbation still = new Perturbation(Direction.ADEMAMIX, 5, 0, false);

    try (Run run = run(NETWORK, supervised())) {
      double[][] before = parameters(run);
      List<Sample> samples = run.outcome().transform(still, TRAINING.take(3));

      assertThat(samples).containsExactly(TRAINING.input(0), TRAINING.input(1), TRAINING.input(2));
      assertThat(parameters(run)).isDeepEqualTo(before);
    }
  }

  @Test
  void showsInputsMovedInputsAndTheirDifferenceEnlarged() {
    Network image =
        network("image", n -> n.input(1, 4, 4).flatten().dense("h1", 8).relu().output(3));
    DataSet images = Clusters.images(60, 1);
    try (Run run =
        train(
            image,
            constructivePerturbation(p -> p.stepSize(.01)),
            r -> r.classify(images).epochs(2).seed(1).quiet())) {
      Section section = PerturbationPictures.of(run.outcome(), images.take(2));

      assertThat(section.figures()).hasSize(2);
      Figure strip = section.figures().get(0);
      assertThat(strip.captions()).containsExactly("x", "z", "20 (z - x)");
      int[] shades = shades(strip.images().get(0));
      assertThat(shades).contains(0, 255);
      assertThat(shades(strip.images().get(1))).isNotEqualTo(shades);
      assertThat(shades(strip.images().get(2))).doesNotContain(0, 255);
    }
  }

  @Test
  void showsNoPicturesOfAPlanThatPerturbsNothing() {
    try (Run run = run(NETWORK, supervised())) {
      assertThatThrownBy(() -> PerturbationPictures.of(run.outcome(), Clusters.images(3, 1)))
          .hasMessageContaining("perturbs nothing");
      assertThatThrownBy(() -> PerturbationPictures.of(run.outcome(), TRAINING.take(2)))
          .hasMessageContaining("the samples have shape (16)");
    }
  }

  private static int[] shades(BufferedImage image) {
    return IntStream.range(0, 16).map(i -> image.getRGB(i % 4, i / 4) & 0xff).toArray();
  }

  @Test
  void trainsRegressionsInEachDirectionAndMode() {
    Network small =
        network("small", n -> n.input(Clusters.FEATURES).dense("h1", 24).tanh().output(2));
    DataSet values = Clusters.values(200, 1);
    for (Direction direction : Direction.values()) {
      TrainingMethod method =
          constructivePerturbation(p -> p.direction(direction).taskFloor(.5).inEvaluationMode());
      try (Run run =
          train(small, method, r -> r.regress(values).adam(1e-2).epochs(20).seed(1).quiet())) {
        List<EpochRecord> epochs = run.log().epochs();

        assertThat(task(epochs.get(19))).isLessThan(.5 * task(epochs.get(0)));
        assertThat(epochs.get(19).measures().get("share fallen")).isGreaterThan(.9);
      }
    }
  }

  private static double task(EpochRecord epoch) {
    return Objects.requireNonNull(epoch.terms().get("task"));
  }

  private static Run run(Network network, TrainingMethod method) {
    return train(network, method, ConstructivePerturbationIT::recipe);
  }

  private static RecipeBuilder recipe(RecipeBuilder start) {
    return start
        .classify(TRAINING)
        .adamW(3e-3)
        .clip(5)
        .batch(32)
        .epochs(EPOCHS)
        .seed(2)
        .float64()
        .quiet();
  }

  private static double[][] parameters(Run run) {
    NetworkBlock block = run.outcome().networks().networks().get(0);
    return block.parameters().stream()
        .map(parameter -> parameter.array().toDoubleArray())
        .toArray(double[][]::new);
  }
}
