package dev.espalier.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.data.DataSet;
import dev.espalier.data.Split;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Reads the published files where they are; see {@link #folder()} for how to say where. */
final class FashionMnistIT {
  private static Path folder() {
    return Path.of(
        Optional.ofNullable(System.getProperty("espalier.fashionMnist"))
            .or(() -> Optional.ofNullable(System.getenv("ESPALIER_FASHION_MNIST")))
            .orElse("/usr/share/datasets/fashion-mnist"));
  }

  @Test
  void readsAllImagesAsBytes() {
    assumeTrue(
        Files.isDirectory(folder()),
        () ->
            "no folder %s: install Debian's dataset-fashion-mnist, or name the folder in "
                    .formatted(folder())
                + "-Despalier.fashionMnist or ESPALIER_FASHION_MNIST");

    Split data = Datasets.fashionMnist(folder());

    assertThat(data.train())
        .hasToString("fashion-mnist (training): 60000 rows (1 x 28 x 28), 10 classes");
    assertThat(data.train().classCounts().values()).containsOnly(6000);
    assertThat(data.test().classCounts().values()).hasSize(10).containsOnly(1000);
    assertThat(data.test().classes().get(data.test().label(0))).isEqualTo("ankle boot");
    assertThat(mean(data.train())).isBetween(0.285, 0.287);
  }

  private static double mean(DataSet data) {
    double sum = 0;
    for (int from = 0; from < data.size(); from += 1000) {
      sum += Arrays.stream(data.inputs().doubles(from, from + 1000)).average().orElseThrow();
    }
    return 1000 * sum / data.size();
  }
}
