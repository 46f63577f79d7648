package dev.espalier.zoo;

import static dev.espalier.Espalier.given;
import static dev.espalier.Espalier.meanIou;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.PretrainedNetwork;
import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.describe.Network;
import dev.espalier.describe.value.Dims;
import dev.espalier.models.Chains;
import dev.espalier.models.SegmentationNetworks;
import dev.espalier.models.Synthetic;
import dev.espalier.weights.StateDict;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tiny U-Net tells made shapes apart, alone and guided by a smaller one, and is published. */
final class UnetIT {
  private static final DataSet TRAINING = Synthetic.shapes(120, 16, 1);
  private static final DataSet TEST = Synthetic.shapes(60, 16, 2);

  @Test
  void learnsWhichPixelsAreOfWhichShape(@TempDir Path folder) {
    try (Run run =
        train(
            SegmentationNetworks.unetWithBatchNorm("unet", Dims.of(1, 16, 16), 3, 6, 2),
            supervised(),
            r ->
                r.classify(TRAINING)
                    .validate(TEST)
                    .measure(meanIou())
                    .batch(12)
                    .adam(0.01)
                    .epochs(16)
                    .seed(1)
                    .quiet())) {
      Zoo.at(folder).publish(run, "unet", card -> card.withOnnx());

      assertThat(run.result().metric("meanIou")).isGreaterThan(0.75);
      assertThat(Zoo.open(folder).load("unet").predict(TEST.take(2)).get(1).bestClasses())
          .isEqualTo(run.predict(TEST.take(2)).get(1).bestClasses());
    }
  }

  @Test
  void isGuidedByASmallerOne() {
    try (Run run =
        train(
            Chains.unet("unets", Dims.of(1, 16, 16), 3, 4, 1, 2),
            selfAbstraction(),
            r ->
                r.classify(TRAINING)
                    .validate(TEST)
                    .measure(meanIou())
                    .batch(12)
                    .adam(0.01)
                    .epochs(8)
                    .seed(1)
                    .quiet())) {
      assertThat(run.result().metric("meanIou")).isGreaterThan(0.5);
    }
  }

  @Test
  void saysWhatTorchSaysBeforeAndAfterAStep(@TempDir Path folder) throws Exception {
    Optional<String> python = Programs.pythonWith("torch");
    assumeTrue(python.isPresent(), "no python3 with torch; Debian has it as python3-torch");
    Programs.script(python.get(), "unet.py", folder);
    PythonSaid said = PythonSaid.read(folder, "unet");
    DataSet data =
        DataSet.of(
            "pictures",
            said.rows("x"),
            said.rows("t"),
            Targets.classes(3).perCell(8, 12).ignoring(255));
    Network unet = SegmentationNetworks.unetWithBatchNorm("unet", Dims.of(2, 8, 12), 3, 4, 2);

    try (PretrainedNetwork net = given(unet, StateDict.read(folder.resolve("unet.pt")).inOrder())) {
      said.requireEqual(net, r -> r.classify(data), 0.1);
    }
  }
}
