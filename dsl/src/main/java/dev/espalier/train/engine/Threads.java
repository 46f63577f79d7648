package dev.espalier.train.engine;

import dev.espalier.torch.Torch;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles how many threads LibTorch uses inside one operator, a number of the whole process.
 *
 * <p>LibTorch takes as many as there are cores, and its waiting threads spin: beside any other work
 * a small network then runs many times slower. So half of the cores is the default, one on two
 * cores, unless the environment or the recipe says otherwise.
 */
final class Threads {
  private static final Logger LOG = LoggerFactory.getLogger(Threads.class);
  private static final AtomicBoolean SETTLED = new AtomicBoolean();

  private Threads() {}

  static void settle(OptionalInt wanted) {
    int cores = Runtime.getRuntime().availableProcessors();
    boolean first = SETTLED.compareAndSet(false, true);
    if (wanted.isPresent()) {
      Torch.setThreads(wanted.getAsInt());
    } else if (first && !isChosenOutside()) {
      Torch.setThreads(Math.max(1, cores / 2));
    }
    if (first && Torch.threads() > 1 && Torch.threads() >= cores && !waitsPassively()) {
      LOG.warn(
          "LibTorch uses {} threads on {} cores, and waiting threads spin: on a busy machine this can"
              + " be many times slower. Try OMP_WAIT_POLICY=PASSIVE in the environment, or"
              + " threads(1) in the recipe.",
          Torch.threads(),
          cores);
    }
  }

  private static boolean isChosenOutside() {
    return System.getenv("OMP_NUM_THREADS") != null
        || System.getProperty("ai.djl.pytorch.num_threads") != null;
  }

  private static boolean waitsPassively() {
    return "PASSIVE".equalsIgnoreCase(System.getenv("OMP_WAIT_POLICY"));
  }
}
