package dev.espalier.describe.stopping;

import dev.espalier.describe.measure.MeanLoss;
import dev.espalier.describe.measure.Measure;
import dev.espalier.describe.value.Named;

/**
 * When a stage stops before its last epoch.
 *
 * <p>A rule is a value and keeps no state: it decides by the validation history alone, which a
 * checkpoint holds, so a training that was interrupted stops where it would have stopped. A rule of
 * one's own is a record, found by its name where a constructor without arguments makes it, or a
 * function under a name, {@link #named}:
 *
 * <pre>{@code
 * @AutoService(Stopping.class)
 * public record Below(double loss) implements Stopping {
 *   public Below() { this(0.1); }
 *   public String name() { return "below"; }
 *   public boolean stopsAfter(History history) { return history.last() < loss; }
 * }
 * }</pre>
 */
public interface Stopping extends Named {

  /**
   * Gives the name under which it is found; one that is not found by name is called as it reads.
   */
  @Override
  default String name() {
    return toString();
  }

  /** Gives what it decides by, measured on the validation data after each epoch; the loss. */
  default Measure measure() {
    return new MeanLoss();
  }

  /** Says whether the stage stops after the last epoch of a history, which has one at least. */
  boolean stopsAfter(History history);

  /** Says whether the stage goes back to its best epoch when it ends; no. */
  default boolean keepsBest() {
    return false;
  }

  /** Says whether it decides anything, and needs validation data for that; yes. */
  default boolean decides() {
    return true;
  }

  /** Gives the rule that never stops early. */
  static Stopping never() {
    return new Never();
  }

  /** Gives the rule that stops after so many epochs without a better validation loss. */
  static Stopping patience(int epochs) {
    return patience(epochs, new MeanLoss());
  }

  /** Gives the rule that stops after so many epochs without a better value of a measure. */
  static Stopping patience(int epochs, Measure measure) {
    return new Patience(epochs, measure, 0);
  }

  /** Gives the rule that runs all epochs, and goes back to the best by validation loss. */
  static Stopping bestEpoch() {
    return bestEpoch(new MeanLoss());
  }

  /** Gives the rule that runs all epochs, and goes back to the best by a measure. */
  static Stopping bestEpoch(Measure measure) {
    return new BestEpoch(measure);
  }

  /** Gives the rule that stops when the mean of so many losses hardly changes any more. */
  static Stopping settled(int window, double tolerance) {
    return new Settled(window, tolerance, new MeanLoss());
  }

  /**
   * Gives a rule of the user's own under a name, by which a checkpoint knows it again: two of one
   * name must decide alike.
   */
  static Stopping named(String name, Stopping rule) {
    return new NamedStopping(name, rule);
  }
}
