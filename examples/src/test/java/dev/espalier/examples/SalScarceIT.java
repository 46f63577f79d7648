package dev.espalier.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SalScarceIT {
  private static final Path IMAGES = Path.of("/usr/share/datasets/fashion-mnist");

  @BeforeAll
  static void images() {
    assumeTrue(
        Files.isDirectory(IMAGES), "Fashion-MNIST: Debian's package dataset-fashion-mnist has it");
  }

  @Test
  void comparesSetsOfLinksAndRepeatsNothing(@TempDir Path results) throws IOException {
    String methods = "methods=alone,once,first,fixed,fading,fading-soft,soft,output";
    String table = run(results, "settings=relu", methods);
    String lines = Files.readString(results.resolve("sal-scarce-10.csv"));
    String again = run(results, "settings=relu", methods);

    assertThat(table)
        .contains(
            "| relu | alone | 1 | 160 |",
            "| relu | once | 1 | 40 |",
            "| relu | fading-soft | 1 | 40 |");
    assertThat(again).isEqualTo(table);
    assertThat(Files.readString(results.resolve("sal-scarce-10.csv"))).isEqualTo(lines);
    assertThat(lines.lines().skip(1))
        .hasSize(8)
        .allSatisfy(
            line -> assertThat(Double.parseDouble(line.split(",", -1)[3])).isGreaterThan(.5));
  }

  @Test
  void refusesWhatItDoesNotKnow(@TempDir Path results) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(results, "settings=gru"))
        .withMessage("setting 'gru': there is none. Try relu, tanh, lstm or cnn.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(results, "settings=relu", "methods=hard"))
        .withMessage("method 'hard': there is none. Try fading, soft or output.");
  }

  private static String run(Path results, String... more) {
    String[] all = new String[more.length + 4];
    System.arraycopy(more, 0, all, 0, more.length);
    all[more.length] = "data=" + IMAGES;
    all[more.length + 1] = "seeds=1";
    all[more.length + 2] = "perClass=10";
    all[more.length + 3] = "results=" + results;
    return SalScarce.run(all);
  }
}
