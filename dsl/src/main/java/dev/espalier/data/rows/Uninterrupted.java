package dev.espalier.data.rows;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;

/**
 * Work on file channels that an interrupt does not break off: a channel closes when its thread is
 * interrupted. The work is done anew, and the thread stays interrupted.
 */
public final class Uninterrupted {
  private Uninterrupted() {}

  /** Work that opens and closes its channels itself, and may be done twice. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T get() throws IOException;
  }

  /** Gives what the work gives. */
  public static <T> T get(Work<T> work) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return work.get();
        } catch (ClosedByInterruptException | FileLockInterruptionException e) {
          interrupted = true;
          Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
