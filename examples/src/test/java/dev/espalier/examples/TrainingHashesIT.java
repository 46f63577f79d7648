package dev.espalier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class TrainingHashesIT {
  @Test
  void aTrainingHasTheSameHashAgainAndAnotherSettingAnother() {
    Map<String, String> first = TrainingHashes.runExample("adam");

    assertThat(first).hasSize(6).isEqualTo(TrainingHashes.runExample("adam"));
    assertThat(first.values()).doesNotHaveDuplicates();
  }
}
