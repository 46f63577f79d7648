package dev.espalier.zoo;

import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.linear;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.repository.zoo.Criteria;
import dev.espalier.Run;
import dev.espalier.data.Split;
import dev.espalier.describe.Hierarchy;
import dev.espalier.models.Datasets;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From real digits to a zoo and back, as a user does it. */
final class DigitsIT {
  private static final Hierarchy CHAIN =
      hierarchy(
          "digits-sal",
          h ->
              h.input(1, 8, 8)
                  .network("simple", n -> n.flatten().dense("idea", 32).relu().output(10))
                  .network(
                      "complex",
                      n -> n.flatten().dense("wide", 64).relu().dense("idea", 32).relu().output(10))
                  .guide("simple", "complex", g -> g.hidden("idea", "idea").output(linear(1, 0))));

  @Test
  void aRunIsPublishedLoadedByDjlAndTrainedOn(@TempDir Path root) throws Exception {
    Split data = Datasets.digits().split(0.8, 7);
    try (Run run =
        train(
            CHAIN,
            selfAbstraction(),
            r -> r.classify(data.train()).validate(data.test()).adam(3e-3).epochs(3).seed(7))) {
      Published published =
          Zoo.at(root).publish(run, "digits-sal", card -> card.license("Apache-2.0"));

      assertThat(published.images()).isTrue();
      assertThat(published.version()).isEqualTo("1.0.0");
      Criteria<Image, Classifications> criteria =
          Criteria.builder()
              .setTypes(Image.class, Classifications.class)
              .optModelUrls(root.toUri().toString())
              .optArtifactId("digits-sal")
              .build();
      try (var model = criteria.loadModel();
          var predictor = model.newPredictor()) {
        float[] pixels = data.test().input(0).floats();
        Classifications said = predictor.predict(image(pixels));

        assertThat(said.best().getClassName())
            .isEqualTo(run.predict(data.test().input(0)).bestClass());
      }
      Loaded loaded = Zoo.open(root).load("digits-sal");
      assertThat(loaded.predict(data.test().input(0)).value(3))
          .isCloseTo(run.predict(data.test().input(0)).value(3), within(1e-6));
      try (Run more =
          loaded.train(
              supervised(),
              r -> r.classify(data.train()).validate(data.test()).adam(1e-3).epochs(1).seed(1))) {
        assertThat(more.result().metric("accuracy"))
            .isGreaterThan(run.result().metric("accuracy") - 0.05);
      }
    }
  }

  private static Image image(float[] pixels) {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < pixels.length; i++) {
      image.getRaster().setSample(i % 8, i / 8, 0, Math.round(pixels[i] * 255));
    }
    return ImageFactory.getInstance().fromImage(image);
  }
}
