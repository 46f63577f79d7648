package dev.espalier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.train.recipe.DeviceChoice;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The checks of a GPU, with the CPU in its place: everything is equal there. */
final class GpuCheckIT {
  private final GpuFindings findings = new GpuFindings(Map.of());

  @Test
  void comparesTrainingsInAllPrecisions() {
    GpuCheck.numbers(DeviceChoice.cpu(), "adam, steps", findings);

    assertThat(findings.hold()).as(findings.summary()).isTrue();
    assertThat(findings.summary()).startsWith("4 numbers");
  }

  @Test
  void goesThroughWhatATrainingMayMeet() {
    GpuLife.check(DeviceChoice.cpu(), 10, findings);

    assertThat(findings.hold()).as(findings.summary()).isTrue();
    assertThat(findings.summary()).startsWith("38 numbers");
  }
}
