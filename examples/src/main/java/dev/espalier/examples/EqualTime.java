package dev.espalier.examples;

import dev.espalier.Run;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.RunListener;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds how many epochs of one training take as long as another training did.
 *
 * <p>Time is processor time of the one thread that trains: wall-clock time of an idle machine.
 */
final class EqualTime {
  private static final int TRIAL_EPOCHS = 12;

  private EqualTime() {}

  /** A training of which the number of epochs is open. */
  interface Training {
    Run run(int epochs, RunListener listener);
  }

  /** Gives the processor time of this thread, which does all the work; other programs take none. */
  static double seconds() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
  }

  /** Gives the number of epochs that a budget of seconds allows, at least 1. */
  static int epochsWithin(double budget, Training training) {
    return Math.max(1, (int) Math.round(budget / secondsOfEpoch(training)));
  }

  /** Gives what an epoch takes, without the first ones, which still compile. */
  private static double secondsOfEpoch(Training training) {
    List<Double> ends = new ArrayList<>();
    RunListener timing =
        new RunListener() {
          @Override
          public void epochDone(EpochRecord epoch) {
            ends.add(seconds());
          }
        };
    training.run(TRIAL_EPOCHS, timing).close();
    int half = TRIAL_EPOCHS / 2;
    return (ends.get(TRIAL_EPOCHS - 1) - ends.get(half - 1)) / half;
  }
}
