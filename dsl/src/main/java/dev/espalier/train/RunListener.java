package dev.espalier.train;

/** Told what a training does, on the training's own thread; slow listeners slow it down. */
public interface RunListener {

  /** A stage begins; {@code steps} is 0 for a stage without gradient steps. */
  default void stageStarted(Stage stage, long steps) {}

  /** A batch is done; no number has been read from the device for it. */
  default void batchDone() {}

  /** An epoch is done. */
  default void epochDone(EpochRecord epoch) {}

  /** A stage is done. */
  default void stageDone(StageRecord stage) {}
}
