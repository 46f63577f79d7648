package dev.espalier.random;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.describe.problem.ProblemsException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Counts what was taken and what was refused, and holds each refusal to be one for a user. */
public final class Refusals {
  private static final int LONGEST = 10_000;
  // The first attempts load classes and the engine.
  private static final int WARM_UP = 50;

  private int taken;
  private int refused;
  private int slowestNumber;
  private long slowest;

  /** Tries something many times. */
  public void tryAll(int times, ThrowingCallable attempt) {
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      tryOnce(i, attempt);
      long took = System.nanoTime() - start;
      if (i >= WARM_UP && took > slowest) {
        slowest = took;
        slowestNumber = i;
      }
    }
    if (Boolean.getBoolean("tell")) {
      System.err.printf(
          "%s taken, %s refused, the slowest, number %s, in %s ms%n",
          taken, refused, slowestNumber, slowest / 1_000_000);
    }
  }

  /** Requires that the attempts were not all of one kind, which would show nothing. */
  public void requireBothKinds() {
    assertThat(taken).isPositive();
    assertThat(refused).isPositive();
  }

  private void tryOnce(int number, ThrowingCallable attempt) {
    try {
      attempt.call();
      taken++;
    } catch (Throwable refusal) {
      refused++;
      boolean ours =
          refusal instanceof ProblemsException
              || (refusal instanceof IllegalArgumentException
                  && refusal.getStackTrace()[0].getClassName().startsWith("dev.espalier."));
      if (!ours) {
        throw new AssertionError("attempt " + number + " ended by an accident", refusal);
      }
      assertThat(refusal.getMessage()).isNotBlank().hasSizeLessThan(LONGEST);
    }
  }
}
