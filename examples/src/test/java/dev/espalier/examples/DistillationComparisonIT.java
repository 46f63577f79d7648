package dev.espalier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistillationComparisonIT {

  @Test
  void comparesOnOneSeedAndRepeatsNothing(@TempDir Path folder) throws IOException {
    String[] arguments = {
      "settings=digits-100", "seeds=1", "methods=teacher,alone,hints", "results=" + folder
    };

    String table = DistillationComparison.run(arguments);
    String lines = Files.readString(folder.resolve("distillation.csv"));
    String again = DistillationComparison.run(arguments);

    assertThat(table)
        .contains(
            "| digits-100 | teacher | 1 | 20 |",
            "| digits-100 | alone | 1 | 20 |",
            "| digits-100 | hints | 1 | 20 |");
    assertThat(again).isEqualTo(table);
    assertThat(Files.readString(folder.resolve("distillation.csv"))).isEqualTo(lines);
    assertThat(folder.resolve("teachers").resolve("digits-100-1.safetensors")).exists();
  }
}
