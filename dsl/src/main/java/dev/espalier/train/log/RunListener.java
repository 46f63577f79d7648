package dev.espalier.train.log;

import dev.espalier.train.plan.Stage;

/**
 * Told what a training does, on the training's own thread; slow listeners slow it down.
 *
 * <p>After each {@link #stageStarted} comes exactly one of {@link #stageDone}, for a stage that was
 * stopped early or cancelled too, and {@link #stageFailed}. The stages of a branch begin and end
 * between the branch's own beginning and end. A training that goes on from a checkpoint begins the
 * stages that were running again, and says nothing of those that were done.
 */
public interface RunListener {

  /** A stage begins; {@code steps} is 0 for a stage without gradient steps. */
  default void stageStarted(Stage stage, long steps) {}

  /** A batch is done; no number has been read from the device for it. */
  default void batchDone() {}

  /** An epoch is done. */
  default void epochDone(EpochRecord epoch) {}

  /** A stage is done. */
  default void stageDone(StageRecord stage) {}

  /** A stage has failed, and with it the training; what this throws is added to the failure. */
  default void stageFailed(Stage stage, Throwable failure) {}
}
