package dev.espalier.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.testkit.method.TrainingCase;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Trains while garbage is collected all the time: memory that LibTorch still reads and Java no
 * longer holds would change the numbers.
 */
final class GarbageCollectionIT {

  static Stream<TrainingCase> cases() {
    return Cases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void collectingAllTheTimeChangesNoBit(TrainingCase each) throws InterruptedException {
    TrainingCase.Result undisturbed = each.result(r -> r);
    AtomicBoolean done = new AtomicBoolean();
    Thread collector =
        new Thread(
            () -> {
              while (!done.get()) {
                System.gc();
                // A step takes about as long; without a pause, collecting takes all the time there
                // is.
                LockSupport.parkNanos(1_000_000);
              }
            });

    collector.start();
    try {
      assertThat(each.result(r -> r)).isEqualTo(undisturbed);
    } finally {
      done.set(true);
      collector.join();
    }
  }
}
