package dev.espalier.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.data.DataSet;
import dev.espalier.describe.value.Dims;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class DatasetsTest {
  @Test
  void digitsAreImagesFromZeroToOne() {
    DataSet digits = Datasets.digits();

    double[] values = digits.inputs().doubles(0, digits.size());

    assertThat(digits).hasToString("digits: 1797 rows (1 x 8 x 8), 10 classes");
    assertThat(digits.classCounts().values())
        .containsExactly(178, 182, 177, 183, 181, 182, 181, 179, 174, 180);
    assertThat(Arrays.stream(values).min()).hasValue(0);
    assertThat(Arrays.stream(values).max()).hasValue(1);
    assertThat(digits.input(0).doubles()[2]).isEqualTo(5 / 16.0);
    assertThat(digits.labels()).startsWith(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void digitsSplitAsTheReadmeDoesIt() {
    var data = Datasets.digits().split(0.8, 7);

    assertThat(data.train().size() + data.test().size()).isEqualTo(1797);
    assertThat(data.train().size()).isBetween(1430, 1445);
    assertThat(data.test().input(0).dims()).isEqualTo(Dims.of(1, 8, 8));
  }

  @Test
  void wineHasThreeCultivars() {
    DataSet wine = Datasets.wine();

    assertThat(wine).hasToString("wine: 178 rows (13), 3 classes");
    assertThat(wine.classCounts().values()).containsExactly(59, 71, 48);
    assertThat(wine.input(0).doubles()).startsWith(14.23, 1.71).endsWith(3.92, 1065);
  }

  @Test
  void breastCancerNamesItsClasses() {
    DataSet cancer = Datasets.breastCancer();

    assertThat(cancer.inputDims()).isEqualTo(Dims.of(30));
    assertThat(cancer.classCounts()).containsEntry("malignant", 212).containsEntry("benign", 357);
  }

  @Test
  void measurementsOfDifferentSizeAreStandardized() {
    var data = Datasets.wine().split(0.8, 7).standardized();

    double[] values = data.train().inputs().doubles(0, data.train().size());

    assertThat(Arrays.stream(values).average().orElseThrow()).isCloseTo(0, within(1e-12));
    assertThat(Arrays.stream(values).map(v -> v * v).average().orElseThrow())
        .isCloseTo(1, within(1e-12));
  }

  @Test
  void flowerIsAPhotograph() {
    var flower = Datasets.flower();

    assertThat(flower.getWidth()).isEqualTo(640);
    assertThat(flower.getHeight()).isEqualTo(427);
  }

  @Test
  void everyFileInTheJarIsAttributed() throws Exception {
    try (InputStream text = Datasets.class.getResourceAsStream("ATTRIBUTION.md")) {
      String attribution = new String(text.readAllBytes(), StandardCharsets.UTF_8);

      assertThat(attribution)
          .contains("digits.csv.gz", "wine.csv", "breast-cancer.csv", "flower.jpg");
      assertThat(attribution).contains("CC BY 4.0", "CC BY 2.0", "vultilion", "Alpaydin");
    }
  }
}
