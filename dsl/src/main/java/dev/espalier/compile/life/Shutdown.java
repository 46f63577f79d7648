package dev.espalier.compile.life;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The end of the process: LibTorch takes its tables apart in it, and a thread that still computes
 * would crash. So the end, by a signal or by {@code System.exit}, waits for the calls in progress,
 * at most {@value #MOST_SECONDS} seconds; trainings end between two steps, and new calls are
 * refused.
 */
public final class Shutdown {
  private static final int MOST_SECONDS = 30;
  // Their threads tell their users that they have ended, and why.
  private static final int MILLIS_TO_SAY_SO = 300;

  private static final Set<Lifetime.Use> IN_PROGRESS = ConcurrentHashMap.newKeySet();
  private static volatile boolean underWay;

  static {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(Shutdown::await, "espalier-shutdown"));
    } catch (IllegalStateException e) {
      // It has begun already.
      underWay = true;
    }
  }

  private Shutdown() {}

  /** Says whether the process is ending. */
  public static boolean isUnderWay() {
    return underWay;
  }

  /** Notes a call in progress; says whether it may go on. */
  static boolean begin(Lifetime.Use use) {
    IN_PROGRESS.add(use);
    return !underWay;
  }

  static void end(Lifetime.Use use) {
    IN_PROGRESS.remove(use);
  }

  private static void await() {
    underWay = true;
    boolean busy = isBusy();
    long last = System.nanoTime() + MOST_SECONDS * 1_000_000_000L;
    try {
      while (isBusy() && System.nanoTime() < last) {
        Thread.sleep(2);
      }
      if (busy) {
        Thread.sleep(MILLIS_TO_SAY_SO);
      }
    } catch (InterruptedException e) {
      // The process ends now.
    }
  }

  private static boolean isBusy() {
    return IN_PROGRESS.stream().anyMatch(use -> !waitsForTheEnd(use.thread()));
  }

  /** Says whether a thread is in {@code System.exit}, as a listener's may be. */
  private static boolean waitsForTheEnd(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getClassName().equals("java.lang.Shutdown"));
  }
}
