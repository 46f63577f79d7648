package dev.espalier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GpuFindingsTest {
  private final GpuFindings findings = new GpuFindings(Map.of("card", "none"));

  @Test
  void holdAsLongAsEveryNumberIsWithinItsLimit() {
    findings.add("part", "within", 1, 1, "MB");
    findings.add("part", "measured", 9, GpuFindings.NONE, "us");

    assertThat(findings.hold()).isTrue();
    assertThat(findings.summary().strip()).isEqualTo("2 numbers, 0 beyond their limits");
  }

  @Test
  void aNumberBeyondItsLimitIsListed() {
    findings.add("part", "beyond", 2, 1, "MB");

    assertThat(findings.hold()).isFalse();
    assertThat(findings.summary())
        .contains("1 numbers, 1 beyond their limits", "beyond", "NOT <= 1.0 MB");
  }

  @Test
  void aPartThatFailsIsANumberThatDoesNotHoldAndTheNextPartRuns() {
    findings.attempt(
        "part",
        "fails",
        () -> {
          throw new IOException("no room\nat all");
        });
    findings.attempt("part", "runs", () -> findings.add("part", "runs", 0, 0, ""));

    assertThat(findings.hold()).isFalse();
    assertThat(findings.summary()).contains("2 numbers, 1 beyond their limits", "no room");
  }

  @Test
  void areWrittenWithTheMachineThatTheyAreFrom(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("found.csv");
    findings.add("part", "what, in words", 0.5, 1, "MB");

    findings.write(file);

    assertThat(Files.readAllLines(file))
        .containsExactly(
            "# card: none", "part,what,found,limit,unit", "part,\"what, in words\",0.5,1.0,\"MB\"");
  }
}
