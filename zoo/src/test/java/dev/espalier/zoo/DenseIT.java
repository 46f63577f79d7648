package dev.espalier.zoo;

import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.value.Dims;
import dev.espalier.train.log.Prediction;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A published model with a label a pixel says what the run says, and is trained on from there. */
final class DenseIT {
  @Test
  void aPublishedSegmenterSaysWhatTheRunSays(@TempDir Path folder) {
    DataSet data = pictures();
    try (Run run =
        train(
            network(
                "pixels",
                n -> n.input(1, 4, 5).conv2d("c", 3, 3, c -> c.same()).outputEachPixel(2)),
            supervised(),
            r -> r.classify(data).batch(8).adam(0.01).epochs(3).seed(1).quiet())) {
      Zoo.at(folder).publish(run, "pixels", card -> card.withOnnx());
      Loaded loaded = Zoo.open(folder).load("pixels");
      List<Prediction> known = run.predict(data);
      List<Prediction> said = loaded.predict(data);

      assertThat(loaded.form().targets()).isEqualTo(data.kind());
      for (int row = 0; row < known.size(); row++) {
        assertThat(said.get(row).bestClasses()).isEqualTo(known.get(row).bestClasses());
        for (int i = 0; i < 40; i++) {
          assertThat(said.get(row).value(i)).isCloseTo(known.get(row).value(i), within(1e-6));
        }
      }
    }
  }

  private static DataSet pictures() {
    double[] values = new double[16 * 20];
    double[] labels = new double[16 * 20];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.sin(i * i);
      labels[i] = i % 20 < 2 ? -1 : values[i] > 0 ? 1 : 0;
    }
    return DataSet.of(
        "pictures",
        Rows.of(values, Dims.of(1, 4, 5)),
        Rows.of(labels, Dims.of(4, 5)),
        Targets.classes("dark", "bright").perCell(4, 5).ignoring(-1));
  }
}
