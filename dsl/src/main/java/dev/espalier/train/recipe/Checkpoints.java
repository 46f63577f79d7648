package dev.espalier.train.recipe;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Setting;
import java.nio.file.Path;

/**
 * Where and how often a training saves its whole state, and what it does with state that it finds.
 *
 * @param folder the folder, made if absent; one training at a time may use it
 * @param choices the settings, each given at most once
 */
public record Checkpoints(Path folder, Choices choices) {
  private static final Setting<Integer> EVERY = new Setting<>("every", 1);
  private static final Setting<Integer> EVERY_STEPS = new Setting<>("everySteps", 0);
  private static final Setting<Found> FOUND =
      new Setting<>("what happens with a checkpoint found", Found.GO_ON);
  private static final Setting<OnFailure> ON_FAILURE =
      new Setting<>("what happens on failure", OnFailure.GO_ON);
  private static final Setting<Boolean> TRUSTS = new Setting<>("trustUnnamed", false);

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
    Given.all("folder", folder, "choices", choices);
    int every = choices.get(EVERY);
    int everySteps = choices.get(EVERY_STEPS);
    if (every < 1 || everySteps < 0) {
      throw new IllegalArgumentException(
          "checkpoint(%s): every %s epochs and %s steps, needed at least 1 epoch and 0 steps. Try every(1)."
              .formatted(folder, every, everySteps));
    }
  }

  /** Gives checkpoints after every epoch, from which an interrupted training goes on. */
  public static Checkpoints in(Path folder) {
    return new Checkpoints(folder, Choices.of("checkpoints"));
  }

  /**
   * Gives these after every so many epochs, at least 1, the default; a stage's end always saves.
   */
  public Checkpoints every(int epochs) {
    return with(choices.with(EVERY, epochs));
  }

  /** Gives these after every so many steps within an epoch too; 0 for never, the default. */
  public Checkpoints everySteps(int steps) {
    return with(choices.with(EVERY_STEPS, steps));
  }

  /** Gives these for a training that stops when a checkpoint cannot be written. */
  public Checkpoints stopOnFailure() {
    return with(choices.with(ON_FAILURE, OnFailure.STOP));
  }

  /** Gives these in another folder, with another way to treat what it holds. */
  public Checkpoints in(Path other, Found treatment) {
    Given.all("treatment", treatment);
    return new Checkpoints(other, choices.asDefaults().with(FOUND, treatment).asDefaults());
  }

  /**
   * Gives these for a training that goes on although some of its parts cannot be compared, such as
   * a lambda without a name: you say that they are those of the checkpoint.
   */
  public Checkpoints trustUnnamed() {
    return with(choices.with(TRUSTS, true));
  }

  /** Gives these for a training that begins at the beginning, whatever the folder holds. */
  public Checkpoints replacing() {
    return with(choices.with(FOUND, Found.REPLACE));
  }

  /** Gives after how many epochs it saves. */
  public int every() {
    return choices.get(EVERY);
  }

  /** Gives after how many steps within an epoch it saves; 0 for never. */
  public int everySteps() {
    return choices.get(EVERY_STEPS);
  }

  /** Says what happens with a checkpoint that the folder holds already. */
  public Found found() {
    return choices.get(FOUND);
  }

  /** Says what happens when a checkpoint cannot be written. */
  public OnFailure onFailure() {
    return choices.get(ON_FAILURE);
  }

  /** Says whether parts that cannot be compared are taken for those of the checkpoint. */
  public boolean trustsUnnamed() {
    return choices.get(TRUSTS);
  }

  private Checkpoints with(Choices more) {
    return new Checkpoints(folder, more);
  }
}
