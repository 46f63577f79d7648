package dev.espalier.examples;

import dev.espalier.Run;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * Finds how many epochs of one training take as long as another training did.
 *
 * <p>Time is processor time of the one thread that trains: wall-clock time of an idle machine.
 */
final class EqualTime {
  private static final int ROUNDS = 5;
  private static final int SHORT = 2;
  private static final int LONG = 12;

  private EqualTime() {}

  /** A training of which the number of epochs is open. */
  interface Training {
    Run run(int epochs);
  }

  /** Gives the processor time of this thread, which does all the work; other programs take none. */
  static double seconds() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
  }

  /** Gives the number of epochs that a budget of seconds allows, at least 1. */
  static int epochsWithin(double budget, Training training) {
    return Math.max(1, (int) Math.round(budget / secondsOfEpoch(training)));
  }

  /**
   * Gives the seconds of an epoch, in all the stages that have it. What a training takes besides
   * its epochs cancels out between a long and a short one; the first training compiles.
   */
  static double secondsOfEpoch(Training training) {
    seconds(training, LONG);
    return secondsMore(training) / (LONG - SHORT);
  }

  /**
   * Gives how many times an epoch of one training takes that of another: the median of rounds in
   * which both run in turn, so that what else the machine does counts for both.
   */
  static double ratio(Training training, Training other) {
    seconds(training, LONG);
    seconds(other, LONG);
    double[] ratios = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      ratios[round] = secondsMore(training) / secondsMore(other);
    }
    Arrays.sort(ratios);
    return ratios[ROUNDS / 2];
  }

  /** Gives what a long training takes more than a short one. */
  private static double secondsMore(Training training) {
    return seconds(training, LONG) - seconds(training, SHORT);
  }

  private static double seconds(Training training, int epochs) {
    double start = seconds();
    training.run(epochs).close();
    return seconds() - start;
  }
}
