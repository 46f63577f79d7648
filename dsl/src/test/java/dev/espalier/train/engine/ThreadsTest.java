package dev.espalier.train.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.torch.Torch;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class ThreadsTest {
  @Test
  void takesWhatTheRecipeSaysAndLeavesItWhereTheNextSaysNothing() {
    int before = Torch.threads();
    try {
      Threads.settle(OptionalInt.of(2));
      assertThat(Torch.threads()).isEqualTo(2);

      Threads.settle(OptionalInt.empty());
      assertThat(Torch.threads()).isEqualTo(2);
    } finally {
      Torch.setThreads(before);
    }
  }
}
