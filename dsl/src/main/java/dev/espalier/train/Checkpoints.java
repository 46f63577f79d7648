package dev.espalier.train;

import java.nio.file.Path;

/**
 * Where and how often a training saves its whole state.
 *
 * @param folder the folder, made if absent
 * @param every after how many epochs, at least 1; a stage's end always saves
 * @param onFailure what happens when a checkpoint cannot be written
 */
public record Checkpoints(Path folder, int every, OnFailure onFailure) {
  /** What happens when a checkpoint cannot be written; the one before it stays in any case. */
  public enum OnFailure {
    /** The failure is noted in the log, and training goes on. */
    GO_ON,
    /** The training stops with an error. */
    STOP
  }

  /** Refuses an interval below 1. */
  public Checkpoints {
    if (every < 1) {
      throw new IllegalArgumentException(
          "checkpoint(%s, %d): the interval is at least 1 epoch. Try 1.".formatted(folder, every));
    }
  }
}
