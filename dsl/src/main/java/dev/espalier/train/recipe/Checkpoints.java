package dev.espalier.train.recipe;

import dev.espalier.describe.problem.Given;
import java.nio.file.Path;

/**
 * Where and how often a training saves its whole state, and what it does with state that it finds.
 *
 * @param folder the folder, made if absent; one training at a time may use it
 * @param every after how many epochs, at least 1; a stage's end always saves
 * @param everySteps after how many steps within an epoch; 0 for never, the default
 * @param found what happens with a checkpoint that the folder holds already
 * @param onFailure what happens when a checkpoint cannot be written
 * @param trustsUnnamed whether parts that cannot be compared, such as lambdas without a name, are
 *     taken for those of the checkpoint
 */
public record Checkpoints(
    Path folder,
    int every,
    int everySteps,
    Found found,
    OnFailure onFailure,
    boolean trustsUnnamed) {

  /** What happens with a checkpoint that the folder holds already. */
  public enum Found {
    /** The training goes on from it; without one it begins at the beginning. The default. */
    GO_ON,
    /** The training goes on from it; without one it is refused. */
    REQUIRE,
    /** The training begins at the beginning; what was there is deleted. */
    REPLACE
  }

  /** What happens when a checkpoint cannot be written; the one before it stays in any case. */
  public enum OnFailure {
    /** The failure is noted in the log, and training goes on. The default. */
    GO_ON,
    /** The training stops with an error. */
    STOP
  }

  /** Refuses intervals out of their range. */
  public Checkpoints {
    Given.all("folder", folder, "found", found, "onFailure", onFailure);
    if (every < 1 || everySteps < 0) {
      throw new IllegalArgumentException(
          "checkpoint(%s): every %s epochs and %s steps, needed at least 1 epoch and 0 steps. Try every(1)."
              .formatted(folder, every, everySteps));
    }
  }

  /** Gives checkpoints after every epoch, from which an interrupted training goes on. */
  public static Checkpoints in(Path folder) {
    return new Checkpoints(folder, 1, 0, Found.GO_ON, OnFailure.GO_ON, false);
  }

  /** Gives these after every so many epochs. */
  public Checkpoints every(int epochs) {
    return new Checkpoints(folder, epochs, everySteps, found, onFailure, trustsUnnamed);
  }

  /** Gives these after every so many steps within an epoch too. */
  public Checkpoints everySteps(int steps) {
    return new Checkpoints(folder, every, steps, found, onFailure, trustsUnnamed);
  }

  /** Gives these for a training that stops when a checkpoint cannot be written. */
  public Checkpoints stopOnFailure() {
    return new Checkpoints(folder, every, everySteps, found, OnFailure.STOP, trustsUnnamed);
  }

  /** Gives these in another folder, with another way to treat what it holds. */
  public Checkpoints in(Path other, Found treatment) {
    return new Checkpoints(other, every, everySteps, treatment, onFailure, trustsUnnamed);
  }

  /**
   * Gives these for a training that goes on although some of its parts cannot be compared, such as
   * a lambda without a name: you say that they are those of the checkpoint.
   */
  public Checkpoints trustUnnamed() {
    return new Checkpoints(folder, every, everySteps, found, onFailure, true);
  }

  /** Gives these for a training that begins at the beginning, whatever the folder holds. */
  public Checkpoints replacing() {
    return in(folder, Found.REPLACE);
  }
}
