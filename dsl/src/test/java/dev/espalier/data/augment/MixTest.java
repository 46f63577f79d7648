package dev.espalier.data.augment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MixTest {

  @Test
  void mixesEachRowWithThatSomeRowsFurther() {
    Mix mix = new Mix(1, 0.75, Optional.empty());

    try (NDManager manager = NDManager.newBaseManager()) {
      assertThat(mix.partners(manager.create(new long[] {5, 6, 7})).toLongArray())
          .containsExactly(6, 7, 5);
      assertThat(mix.mixed(manager.create(new float[][] {{0, 4}, {8, 0}})).toFloatArray())
          .containsExactly(2, 3, 6, 1);
    }
  }
}
