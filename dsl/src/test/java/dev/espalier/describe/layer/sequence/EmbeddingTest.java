package dev.espalier.describe.layer.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class EmbeddingTest {
  @Test
  void refusesMoreTokensThanAFloatTellsApart() {
    assertThat((float) (Embedding.MOST - 1)).isNotEqualTo((float) Embedding.MOST);
    assertThat((float) (Embedding.MOST + 1)).isEqualTo((float) Embedding.MOST);

    assertThat(Embedding.of(Embedding.MOST, 1).vocabulary()).isEqualTo(16_777_216);
    assertThatThrownBy(() -> Embedding.of(Embedding.MOST + 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "embedding(16777217, 1): a vocabulary is at most 16777216, since inputs are 32-bit"
                + " floats. Try embedding(16777216, 1).");
  }
}
