package dev.espalier.compile.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class LifetimeTest {
  private static final AtomicInteger FREED = new AtomicInteger();

  private final ExecutorService others = Executors.newCachedThreadPool();
  private final Lifetime life = new Lifetime("run 'digits by supervised'", FREED::incrementAndGet);

  LifetimeTest() {
    FREED.set(0);
  }

  @AfterEach
  void end() {
    others.shutdownNow();
  }

  @Test
  void closingWaitsForTheCallsOfOtherThreads() throws Exception {
    Lifetime.Use use = life.use("predict");
    CountDownLatch closes = new CountDownLatch(1);

    Future<Integer> close =
        others.submit(
            () -> {
              closes.countDown();
              life.close();
              return FREED.get();
            });
    closes.await();
    waitUntilClosed();

    assertThat(close.isDone()).isFalse();
    assertThat(FREED).hasValue(0);
    use.close();
    assertThat(close.get()).isEqualTo(1);
  }

  @Test
  void aCallInProgressMayCallFurtherWhileAnotherThreadCloses() throws Exception {
    Lifetime.Use use = life.use("evaluate");
    Future<?> close = others.submit(life::close);
    waitUntilClosed();

    life.use("predict").close();
    life.requireOpen("network h");

    assertThat(FREED).hasValue(0);
    use.close();
    close.get();
    assertThat(FREED).hasValue(1);
  }

  @Test
  void closingWithinACallFreesAtItsEnd() {
    Lifetime.Use use = life.use("transform");

    life.close();
    int within = FREED.get();
    use.close();

    assertThat(within).isZero();
    assertThat(FREED).hasValue(1);
  }

  @Test
  void closingTwiceAndByTwoThreadsFreesOnce() throws Exception {
    Future<?> one = others.submit(life::close);
    Future<?> two = others.submit(life::close);
    one.get();
    two.get();
    life.close();

    assertThat(FREED).hasValue(1);
  }

  @Test
  void aCallAfterTheEndIsRefusedByName() {
    life.rename("model 'digits 1.0.0'");
    life.close();

    assertThatThrownBy(() -> life.use("predict"))
        .isInstanceOf(ClosedException.class)
        .hasMessage(
            "model 'digits 1.0.0' has a problem:\n"
                + "  predict: it is closed, needed an open one."
                + " Try closing it after its last use, or a new one.");
    assertThatThrownBy(() -> life.requireOpen("network h")).isInstanceOf(ClosedException.class);
  }

  @Test
  void aCallThatCameWhileAnotherThreadWaitsToCloseIsRefusedAtOnce() throws Exception {
    Lifetime.Use use = life.use("evaluate");
    Future<?> close = others.submit(life::close);
    waitUntilClosed();

    Future<?> late = others.submit(() -> life.use("predict").close());

    assertThatThrownBy(() -> late.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ClosedException.class);
    use.close();
    close.get();
  }

  @Test
  void manyCallsAndOneCloseFreeOnceAndNeverWithinACall() throws Exception {
    AtomicInteger within = new AtomicInteger();
    for (int i = 0; i < 4; i++) {
      others.execute(
          () -> {
            while (!isClosed()) {
              try (Lifetime.Use use = life.use("predict")) {
                within.addAndGet(FREED.get());
              } catch (ClosedException e) {
                return;
              }
            }
          });
    }
    TimeUnit.MILLISECONDS.sleep(20);
    life.close();

    assertThat(FREED).hasValue(1);
    assertThat(within).hasValue(0);
  }

  /** Waits until a thread that has no call in progress would be refused. */
  private void waitUntilClosed() throws Exception {
    while (!others.submit(this::isClosed).get()) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private boolean isClosed() {
    try {
      life.requireOpen("anything");
      return false;
    } catch (ClosedException e) {
      return true;
    }
  }
}
