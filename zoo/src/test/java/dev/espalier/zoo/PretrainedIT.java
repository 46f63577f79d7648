package dev.espalier.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.repository.MRL;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelZoo;
import dev.espalier.data.DataSet;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

/** The model in the jar, as DJL finds it. */
final class PretrainedIT {

  @Test
  void djlListsIt() {
    assertThat(ModelZoo.hasModelZoo("dev.espalier")).isTrue();
    assertThat(ModelZoo.listModels().values().stream().flatMap(list -> list.stream()))
        .extracting(MRL::getArtifactId)
        .contains("digits-sal");
  }

  @Test
  void itLoadsByGroupAndArtifactAndReadsDigits() throws Exception {
    Criteria<Image, Classifications> criteria =
        Criteria.builder()
            .setTypes(Image.class, Classifications.class)
            .optGroupId("dev.espalier")
            .optArtifactId("digits-sal")
            .build();
    DataSet test = PretrainDigits.data().test();
    int right = 0;
    try (var model = criteria.loadModel();
        var predictor = model.newPredictor()) {
      for (int row = 0; row < test.size(); row++) {
        Classifications said = predictor.predict(image(test.input(row).floats()));
        right += Integer.parseInt(said.best().getClassName()) == test.label(row) ? 1 : 0;
      }
    }

    assertThat(right / (double) test.size()).isGreaterThan(0.95);
  }

  @Test
  void itIsSmall() throws Exception {
    try (var in = EspalierModelZoo.class.getResourceAsStream("pretrained/" + PretrainDigits.FILE)) {
      assertThat(in).isNotNull();
      assertThat(in.readAllBytes()).hasSizeLessThan(1_000_000);
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
