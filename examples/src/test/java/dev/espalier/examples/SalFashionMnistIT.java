package dev.espalier.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** Self-abstraction learning's claim: it trains what does not train alone. */
final class SalFashionMnistIT {
  private static final Path IMAGES = Path.of("/usr/share/datasets/fashion-mnist");

  @Test
  void aGuidedDeepNetworkLearnsWhereItDoesNotAlone(@TempDir Path results) {
    assumeTrue(
        Files.isDirectory(IMAGES), "Fashion-MNIST: Debian's package dataset-fashion-mnist has it");

    Table table = SalFashionMnist.run("data=" + IMAGES, "seeds=1", "results=" + results);

    assertThat(table.stringColumn("network").asList())
        .startsWith("SAL depth1", "SAL depth2")
        .endsWith("SAL depth8", "alone, the deepest");
    assertThat(table.doubleColumn("mean").get(7)).isGreaterThan(0.76);
    assertThat(table.doubleColumn("mean").get(8)).isLessThan(0.5);
    assertThat(results).isDirectoryContaining(file -> file.endsWith("sal-fashion-mnist.md"));
  }
}
