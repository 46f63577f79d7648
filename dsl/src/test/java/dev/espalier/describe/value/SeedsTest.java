package dev.espalier.describe.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeedsTest {

  @Test
  void givesEachPathItsOwnStream() {
    Set<Long> seeds = new HashSet<>();

    for (int epoch = 0; epoch < 1000; epoch++) {
      seeds.add(Seeds.derive(7, "shuffle", epoch));
      seeds.add(Seeds.derive(7, "augment", epoch));
      seeds.add(Seeds.derive(8, "shuffle", epoch));
    }

    assertThat(seeds).hasSize(3000);
  }

  @Test
  void tellsPartsOfAPathApart() {
    assertThat(Seeds.derive(7, "ab", "c")).isNotEqualTo(Seeds.derive(7, "a", "bc"));
    assertThat(Seeds.derive(7, 1, 2)).isNotEqualTo(Seeds.derive(7, 2, 1));
    assertThat(Seeds.derive(7, 0.25)).isNotEqualTo(Seeds.derive(7, 0.5));
  }

  @Test
  void neverChangesFromReleaseToRelease() {
    assertThat(Seeds.derive(0)).isEqualTo(-2152535657050944081L);
    assertThat(Seeds.derive(7, "shuffle", 3)).isEqualTo(Seeds.derive(7, "shuffle", 3L));
  }
}
