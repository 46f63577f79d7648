package dev.espalier.describe.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NearestTest {
  @Test
  void isTheNameOfWhichFewestLettersDiffer() {
    assertThat(Nearest.of("hiden", List.of("input", "hidden", "hidden2"))).hasValue("hidden");
    assertThat(Nearest.of("blok2.conv1", List.of("block1.conv1", "block2.conv1")))
        .hasValue("block2.conv1");
  }

  @Test
  void isNoneForShortNamesAndForOthers() {
    assertThat(Nearest.of("h9", List.of("h1", "h2"))).isEmpty();
    assertThat(Nearest.of("features", List.of("h1", "output"))).isEmpty();
  }
}
