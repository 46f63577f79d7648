package dev.espalier.zoo.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.RunLog;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ProvenanceTest {

  @Test
  void aLogOfFewEpochsIsKeptWhole() {
    assertThat(Provenance.shortened(log(5000))).isEqualTo(log(5000));
  }

  @Test
  void ofVeryManyEpochsSomeAreKeptAndTheLast() {
    RunLog kept = Provenance.shortened(log(12_000));

    assertThat(kept.epochs()).hasSize(4000);
    assertThat(kept.epochs().get(3999).epoch()).isEqualTo(12_000);
    assertThat(kept.notes()).containsExactly("4000 of 12000 epochs are kept, one of each 3");
  }

  private static RunLog log(int epochs) {
    List<EpochRecord> records =
        IntStream.rangeClosed(1, epochs)
            .mapToObj(
                i -> new EpochRecord("train", i, 1, 1, Map.of(), Map.of(), Map.of(), Map.of(), 1))
            .toList();
    return new RunLog(List.of(), records, RunLog.Ending.COMPLETED);
  }
}
