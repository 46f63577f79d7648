package dev.espalier.train.step;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.Test;

final class MixingTest {

  @Test
  void mixesEachRowWithThatSomeRowsFurther() {
    Mixing mixing = new Mixing(1, 0.75);

    try (NDManager manager = NDManager.newBaseManager()) {
      assertThat(mixing.partners(manager.create(new long[] {5, 6, 7})).toLongArray())
          .containsExactly(6, 7, 5);
      assertThat(mixing.mixed(manager.create(new float[][] {{0, 4}, {8, 0}})).toFloatArray())
          .containsExactly(2, 3, 6, 1);
    }
  }
}
